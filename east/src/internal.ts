/**
 * What this project's own code takes from the package beside its public interface (spec/east-api.md 1.14). Nothing
 * here is promised to others.
 */
export { TypeSymbol } from "./expr/expr.js";
export { OutOfScopeException } from "./expr/to-ir.js";
export {
  decodeBeast2 as decodeData,
  decodeBeast2For as decodeDataFor,
  decodeIR,
  encodeIR,
} from "./formats/beast2/beast2.js";
export { readBeast2Type } from "./formats/beast2/header.js";
export {
  Beast2File,
  type Beast2Segment,
  type Beast2Source,
  openBeast2,
} from "./formats/beast2/random-access.js";
export * from "./index.js";
export { normalizeIR, readsStack, renumberTypes, withLocations } from "./ir/normal-form.js";
