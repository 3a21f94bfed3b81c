/** Text in the making. */
import { constants } from "node:buffer";

/** How much is appended before it is made flat. */
const CHUNK = 1 << 13;

export class Output {
  /** What was written last; append to it, and call `flush` now and then. */
  out = "";
  /** What was written before. */
  readonly #written: string[] = [];
  #length = 0;

  /**
   * Keeps `out` short. The engine represents what was appended to as a tree of its pieces; a large tree costs more in
   * garbage collection than all the printing, so it is made flat while it is young.
   *
   * @throws Error when the text gets longer than a string can be.
   */
  flush(): void {
    if (this.out.length < CHUNK) return;
    this.out.charCodeAt(0);
    this.#length += this.out.length;
    if (this.#length > constants.MAX_STRING_LENGTH) {
      throw new Error(`the text of the value is longer than ${constants.MAX_STRING_LENGTH} characters`);
    }
    this.#written.push(this.out);
    this.out = "";
  }

  /** All that was written. */
  text(): string {
    return this.#written.length === 0 ? this.out : this.#written.join("") + this.out;
  }
}
