/**
 * Values as objects: bytes in canonical form (docs/design.md, "Canonical form"), decoded with the type that is expected
 * and never trusted to have it.
 */
import {
  asEastType,
  type EastType,
  type EastTypeValue,
  encodeBeast2For,
  isTypeEqual,
  type ValueTypeOf,
} from "@elaraai/east";
import { decodeData, decodeDataFor, latentFunction, readBeast2Type } from "@elaraai/east/internal";
import { objectUnfit } from "./errors.js";
import { KINDS, type Kind } from "./kinds.js";
import { objectRead, objectWrite } from "./objects.js";
import type { StorageBackend } from "./storage.js";

/** Functions in data are passed on and shown, never called here: this room does without the compiler. */
const LATENT = { instantiate: latentFunction };

/** The bytes under which a value is stored: Beast2 with nothing shared, so that equal values have equal bytes. */
export function valueEncode<T extends EastType>(type: T, value: ValueTypeOf<T>): Uint8Array {
  return encodeBeast2For<EastType>(type, { sharing: "expand" })(value);
}

/**
 * The value in the bytes of an object.
 *
 * @param what names the object in the error: its hash
 * @throws E3Error (damaged) when the bytes do not hold a value of that type
 */
export function valueDecode<T extends EastType>(type: T, bytes: Uint8Array, what: string): ValueTypeOf<T> {
  try {
    return decodeDataFor(type, LATENT)(bytes);
  } catch (error) {
    throw objectUnfit(what, error);
  }
}

/** A value with the type that its bytes say it has. @throws FormatError when they do not hold one */
export function bytesDecode(bytes: Uint8Array): { type: EastTypeValue; value: any } {
  return decodeData(bytes, LATENT);
}

/** A value with the type that the bytes of an object say it has. @throws E3Error (damaged) */
export function valueDecodeAny(bytes: Uint8Array, what: string): { type: EastTypeValue; value: unknown } {
  try {
    return bytesDecode(bytes);
  } catch (error) {
    throw objectUnfit(what, error);
  }
}

/** Reads an object as a value of a type. @throws E3Error (missing, damaged) */
export async function valueRead<T extends EastType>(
  storage: StorageBackend,
  repo: string,
  hash: string,
  type: T,
): Promise<ValueTypeOf<T>> {
  return valueDecode(type, await objectRead(storage, repo, hash), hash);
}

/** Stores a value and returns its hash. */
export async function valueWrite<T extends EastType>(
  storage: StorageBackend,
  repo: string,
  type: T,
  value: ValueTypeOf<T>,
): Promise<string> {
  return await objectWrite(storage, repo, valueEncode(type, value));
}

/** How much of an object is looked at first; the types of almost all objects fit. */
const HEAD = 4096;

/**
 * The type that an object says it has, from its first bytes only.
 *
 * @throws E3Error (missing, damaged)
 */
export async function objectType(
  storage: StorageBackend,
  repo: string,
  hash: string,
): Promise<EastTypeValue> {
  for (let length = HEAD; ; ) {
    const head = await storage.objects.readRange(repo, hash, 0, length);
    const { type, need } = headType(head, hash);
    if (type !== undefined) return type;
    if (head.length < length) throw objectUnfit(hash, new Error("the file ends before its type does"));
    length = Math.max(need, 4 * length);
  }
}

function headType(head: Uint8Array, what: string): ReturnType<typeof readBeast2Type> {
  try {
    return readBeast2Type(head);
  } catch (error) {
    throw objectUnfit(what, error);
  }
}

/** Which of e3's own kinds a type is; undefined for that of a value. */
export function kindOf(type: EastTypeValue): Kind | undefined {
  if (type.type !== "Variant") return undefined;
  const name = type.value[0]?.name as Kind;
  return Object.hasOwn(KINDS, name) && isTypeEqual(asEastType(type), KINDS[name]) ? name : undefined;
}
