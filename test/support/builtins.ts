/** Builtins as JavaScript functions, for tests: compiled programs that hand their arguments to one builtin. */
import {
  ArrayType,
  catalogue,
  compileFunctionIR,
  DictType,
  type EastType,
  FunctionType,
  MatrixType,
  OptionType,
  RefType,
  SetType,
  structTypeOf,
  VectorType,
} from "@elaraai/east";
import { builtin, fn, variable } from "./ir-nodes.js";

/** Makes types from signatures. */
const types: any = {
  array: ArrayType,
  ref: RefType,
  set: SetType,
  dict: DictType,
  vector: VectorType,
  matrix: MatrixType,
  struct: structTypeOf,
  option: OptionType,
  function: FunctionType,
};

/** What a builtin takes and gives for some type parameters. */
export function signatureOf(name: string, parameters: EastType[]): { inputs: EastType[]; output: EastType } {
  const known = catalogue.get(name);
  if (known === undefined) throw new Error(`no builtin ${name}`);
  const { inputs, output } = known.signature;
  return {
    inputs: inputs.map((input) => input(types, parameters)),
    output: output(types, parameters),
  };
}

export function builtinFunction(name: string, parameters: EastType[]): (...args: any[]) => any {
  const { inputs, output } = signatureOf(name, parameters);
  const variables = inputs.map((type, i) => variable(`p${i}`, type));
  return compileFunctionIR(fn(variables, builtin(name, parameters, output, ...variables)));
}
