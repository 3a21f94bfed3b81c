/** Beast2 through Web streams. Values are whole in memory either way; only their bytes come and go in pieces. */
import type { EastTypeValue } from "../../types/type-value.js";
import type { EastType } from "../../types/types.js";
import type { ValueTypeOf } from "../../types/value-types.js";
import {
  type Beast2DecodeOptions,
  type Beast2EncodeOptions,
  decodeBeast2,
  decodeBeast2For,
  encodeBeast2For,
} from "./beast2.js";

const CHUNK = 1 << 16;

/** Like `encodeBeast2For`, to a stream of chunks. @throws FormatError at once when the value does not fit. */
export function encodeBeast2ToStreamFor<T extends EastType | EastTypeValue>(
  type: T,
  options?: Beast2EncodeOptions,
): (value: T extends EastType ? ValueTypeOf<T> : any) => ReadableStream<Uint8Array> {
  const encode = encodeBeast2For(type, options);
  return (value) => {
    const bytes = encode(value);
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        controller.enqueue(bytes.subarray(at, (at += CHUNK)));
        if (at >= bytes.length) controller.close();
      },
    });
  };
}

/** Like `decodeBeast2For`, from all bytes of a stream. */
export function decodeBeast2FromStreamFor<T extends EastType | EastTypeValue>(
  type: T,
  options?: Beast2DecodeOptions,
): (stream: ReadableStream<Uint8Array>) => Promise<T extends EastType ? ValueTypeOf<T> : any> {
  const decode = decodeBeast2For(type, options);
  return async (stream) => decode(await collect(stream));
}

/** Like `decodeBeast2`, from all bytes of a stream. */
export async function decodeBeast2FromStream(
  stream: ReadableStream<Uint8Array>,
  options?: Beast2DecodeOptions,
): Promise<{ type: EastTypeValue; value: any }> {
  return decodeBeast2(await collect(stream), options);
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
