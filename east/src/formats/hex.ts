/** Bytes as `0x00ff`, the form of a Blob in East text, JSON and CSV. */
import { Buffer } from "node:buffer";

/** Lower-case hex with its prefix. */
export function printBlob(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** The value of a hex digit, given as a character code, or −1. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** The bytes that `2 * length` hex digits give; the caller has seen that digits stand there. */
export function bytesOfHex(text: string, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const at = from + 2 * i;
    bytes[i] = (hexValue(text.charCodeAt(at)) << 4) | hexValue(text.charCodeAt(at + 1));
  }
  return bytes;
}

/** The bytes of `0x00ff`, in any case; undefined when the text is something else. */
export function parseBlob(text: string): Uint8Array | undefined {
  if (!text.startsWith("0x") || text.length % 2 !== 0) return undefined;
  for (let at = 2; at < text.length; at++) if (hexValue(text.charCodeAt(at)) < 0) return undefined;
  return bytesOfHex(text, 2, text.length / 2 - 1);
}
