/** Documents as bytes: the text forms are UTF-8 without a byte order mark. */
import { FormatError } from "../errors.js";

/** @throws FormatError with the byte offset of what is not UTF-8. */
export function decodeUtf8(format: FormatError["format"], bytes: Uint8Array): string {
  try {
    return strictly().decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const offset = validLength(bytes);
    throw new FormatError(format, `${format}: byte ${offset}: expected UTF-8`, { offset });
  }
}

// A mark at the beginning is kept: it is part of the text, and refused there.
const strictly = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** How many bytes from the beginning on may begin a valid text. */
function validLength(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (valid + 1 < invalid) {
    const middle = (valid + invalid) >>> 1;
    if (maybeValid(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function maybeValid(bytes: Uint8Array): boolean {
  try {
    strictly().decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const encoder = new TextEncoder();

/** Unpaired surrogates, which UTF-8 cannot hold, become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}
