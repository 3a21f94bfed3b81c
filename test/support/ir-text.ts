/** IR in a short notation, so that tests can say in a few lines what a program becomes. */
import assert from "node:assert/strict";
import type { AsyncFunctionIR, EastTypeValue, FunctionIR, IR, VariableIR } from "@elaraai/east";

type Program = { toIR(): { ir: FunctionIR | AsyncFunctionIR } };

/** Compares what the body of a program becomes, written without common indentation. */
export function becomes(program: Program, expected: string): void {
  const lines = expected.replace(/^\n/, "").replace(/\n *$/, "").split("\n");
  const margin = Math.min(...lines.map((line) => line.search(/\S/)).filter((at) => at >= 0));
  assert.equal(irText(program.toIR().ir), lines.map((line) => line.slice(margin)).join("\n"));
}

/**
 * One expression per node, statements on lines of their own. Types show where they decide: type parameters of builtins,
 * targets of `as`, elements of collections. A captured variable has a star, and a function lists what it captures.
 */
export function irText(ir: IR): string {
  return show(ir, "");
}

/** `[T]` an array, `{a: T}` a struct, `<a T, b>` a variant, `Opt T` an option, `(A, B) -> C` a function. */
function type(value: EastTypeValue): string {
  switch (value.type) {
    case "Array":
      return `[${type(value.value)}]`;
    case "Ref":
    case "Set":
    case "Vector":
    case "Matrix":
      return `${value.type} ${type(value.value)}`;
    case "Dict":
      return `Dict ${type(value.value.key)} ${type(value.value.value)}`;
    case "Struct":
      return `{${value.value.map((field) => `${field.name}: ${type(field.type)}`).join(", ")}}`;
    case "Variant": {
      const cases = value.value.map((one) => `${one.name} ${type(one.type)}`.replace(/ Null$/, ""));
      return cases.length === 2 && cases[0] === "none" && cases[1]?.startsWith("some ")
        ? `Opt ${cases[1].slice(5)}`
        : `<${cases.join(", ")}>`;
    }
    case "Function":
    case "AsyncFunction":
      return `${value.type === "Function" ? "" : "async "}(${value.value.inputs.map(type).join(", ")}) -> ${type(value.value.output)}`;
    case "Recursive":
      return value.value.type === "ref"
        ? `#${value.value.value}`
        : `#${value.value.value.id}=${type(value.value.value.inner)}`;
    default:
      return value.type;
  }
}

const name = ({ value }: VariableIR): string => `${value.name}${value.captured ? "*" : ""}`;

function show(ir: IR, indent: string): string {
  const inner = (part: IR): string => show(part, indent);
  const list = (parts: readonly IR[]): string => parts.map(inner).join(", ");
  const body = (part: IR): string => {
    const deeper = `${indent}  `;
    const statements = part.type === "Block" ? part.value.statements : [part];
    return `{${statements.map((statement) => `\n${deeper}${show(statement, deeper)}`).join("")}\n${indent}}`;
  };
  switch (ir.type) {
    case "Value":
      return ir.value.value.type === "String"
        ? JSON.stringify(ir.value.value.value)
        : `${String(ir.value.value.value)}${ir.value.value.type === "Float" ? "f" : ""}`;
    case "Variable":
      return name(ir);
    case "Let":
      return `${ir.value.variable.value.mutable ? "let" : "const"} ${name(ir.value.variable)}: ${type(ir.value.variable.value.type)} = ${inner(ir.value.value)}`;
    case "Assign":
      return `${name(ir.value.variable)} = ${inner(ir.value.value)}`;
    case "As":
      return `${inner(ir.value.value)} as ${type(ir.value.type)}`;
    case "WrapRecursive":
      return `wrap(${inner(ir.value.value)})`;
    case "UnwrapRecursive":
      return `unwrap(${inner(ir.value.value)})`;
    case "Function":
    case "AsyncFunction": {
      const captures = ir.value.captures.length === 0 ? "" : `[${ir.value.captures.map(name).join(", ")}]`;
      const head = `${ir.type === "Function" ? "fn" : "async fn"}${captures}(${ir.value.parameters.map(name).join(", ")})`;
      return `${head} ${body(ir.value.body)}`;
    }
    case "Call":
    case "CallAsync":
      return `${ir.type === "Call" ? "call" : "await"} ${inner(ir.value.function)}(${list(ir.value.arguments)})`;
    case "Builtin": {
      const types = ir.value.type_parameters.map(type);
      return `${ir.value.builtin}${types.length === 0 ? "" : `<${types.join("; ")}>`}(${list(ir.value.arguments)})`;
    }
    case "Platform": {
      const types = ir.value.type_parameters.map(type);
      const marks = `${ir.value.async ? "await " : ""}${ir.value.optional ? "optional " : ""}`;
      return `${marks}host ${ir.value.name}${types.length === 0 ? "" : `<${types.join("; ")}>`}(${list(ir.value.arguments)})`;
    }
    case "NewRef":
      return `ref(${inner(ir.value.value)})`;
    case "NewArray":
      return `${type(ir.value.type)} [${list(ir.value.values)}]`;
    case "NewSet":
      return `${type(ir.value.type)} {${list(ir.value.values)}}`;
    case "NewDict":
      return `${type(ir.value.type)} {${ir.value.values.map(({ key, value }) => `${inner(key)}: ${inner(value)}`).join(", ")}}`;
    case "Struct":
      return `(${ir.value.fields.map((field) => `${field.name}=${inner(field.value)}`).join(", ")})`;
    case "GetField":
      return `${inner(ir.value.struct)}.${ir.value.field}`;
    case "Variant":
      return `.${ir.value.case} ${inner(ir.value.value)}`;
    case "Match": {
      const cases = ir.value.cases.map(
        (one) => `\n${indent}  .${one.case} ${name(one.variable)}: ${show(one.body, `${indent}  `)}`,
      );
      return `match ${inner(ir.value.variant)} {${cases.join("")}\n${indent}}`;
    }
    case "Block":
      return `block ${body(ir)}`;
    case "IfElse": {
      const ifs = ir.value.ifs.map((one) => `if ${inner(one.predicate)} ${body(one.body)}`);
      return `${ifs.join(" else ")} else ${body(ir.value.else_body)}`;
    }
    case "While":
      return `${ir.value.label.name}: while ${inner(ir.value.predicate)} ${body(ir.value.body)}`;
    case "ForArray":
      return `${ir.value.label.name}: for ${name(ir.value.value)}, ${name(ir.value.key)} of ${inner(ir.value.array)} ${body(ir.value.body)}`;
    case "ForSet":
      return `${ir.value.label.name}: for ${name(ir.value.key)} of ${inner(ir.value.set)} ${body(ir.value.body)}`;
    case "ForDict":
      return `${ir.value.label.name}: for ${name(ir.value.value)}, ${name(ir.value.key)} of ${inner(ir.value.dict)} ${body(ir.value.body)}`;
    case "Break":
      return `break ${ir.value.label.name}`;
    case "Continue":
      return `continue ${ir.value.label.name}`;
    case "Return":
      return `return ${inner(ir.value.value)}`;
    case "Error":
      return `error ${inner(ir.value.message)}`;
    case "TryCatch":
      return `try ${body(ir.value.try_body)} catch ${name(ir.value.message)}, ${name(ir.value.stack)} ${body(ir.value.catch_body)} finally ${body(ir.value.finally_body)}`;
    case "NewVector":
    case "NewMatrix":
      return `${type(ir.value.type)} [${list(ir.value.values)}]`;
  }
}
