/** Library functions are ordinary East functions. Each is built when it is first asked for, as a program uses few. */
import { withoutLocations } from "../expr/location.js";

export function once<F>(build: () => F): () => F {
  let built: F | undefined;
  return () => (built ??= withoutLocations(build));
}
