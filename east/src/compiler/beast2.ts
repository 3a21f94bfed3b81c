/** Decoding Beast2 with function values compiled (spec/east-api.md 1.8): the formats below do not know the compiler. */
import * as format from "../formats/beast2/beast2.js";
import * as streams from "../formats/beast2/streams.js";
import type { PlatformFunction } from "../ir/platform.js";
import type { EastTypeValue } from "../types/type-value.js";
import type { EastType } from "../types/types.js";
import type { ValueTypeOf } from "../types/value-types.js";
import { instantiateWith } from "./compile.js";

export type Beast2DecodeOptions = {
  /** Freeze Arrays, Structs, Variants, Refs, Sets and Dicts. Blobs and Dates stay as they are. */
  frozen?: boolean;
  /** The platform functions that decoded function values may call. */
  platform?: readonly PlatformFunction[];
};

type ValueOf<T> = T extends EastType ? ValueTypeOf<T> : any;

const compiled = ({ platform = [], ...options }: Beast2DecodeOptions = {}): format.Beast2DecodeOptions => ({
  ...options,
  instantiate: instantiateWith(platform),
});

/**
 * Reads values of a type from Beast2 version 4 or 5. Sets and Dicts become SortedSet and SortedMap.
 *
 * @throws FormatError when the bytes are no Beast2, are damaged, or hold a value of another type.
 */
export function decodeBeast2For<T extends EastType | EastTypeValue>(
  type: T,
  options?: Beast2DecodeOptions,
): (bytes: Uint8Array) => ValueOf<T> {
  return format.decodeBeast2For(type, compiled(options));
}

/** Reads a value and its type. The type value returned is frozen. @throws FormatError as `decodeBeast2For`. */
export function decodeBeast2(
  bytes: Uint8Array,
  options?: Beast2DecodeOptions,
): { type: EastTypeValue; value: any } {
  return format.decodeBeast2(bytes, compiled(options));
}

/** Like `decodeBeast2For`, from all bytes of a stream. */
export function decodeBeast2FromStreamFor<T extends EastType | EastTypeValue>(
  type: T,
  options?: Beast2DecodeOptions,
): (stream: ReadableStream<Uint8Array>) => Promise<ValueOf<T>> {
  return streams.decodeBeast2FromStreamFor(type, compiled(options));
}

/** Like `decodeBeast2`, from all bytes of a stream. */
export async function decodeBeast2FromStream(
  stream: ReadableStream<Uint8Array>,
  options?: Beast2DecodeOptions,
): Promise<{ type: EastTypeValue; value: any }> {
  return await streams.decodeBeast2FromStream(stream, compiled(options));
}
