/**
 * From IR to JavaScript source (spec/east-ir.md 5 and 6): functions, and nodes as statements with a destination for
 * their value. Return, Break and Continue are JavaScript's own, also from within operands.
 *
 * The IR has been checked. Nothing from it gets into the source but through `quote`, as a number, or as a constant of the
 * unit; every name is made up.
 */
import { lock, unlock } from "../builtins/guard.js";
import type {
  AsyncFunctionIR,
  BlockIR,
  ForArrayIR,
  ForDictIR,
  ForSetIR,
  FunctionIR,
  IfElseIR,
  IR,
  LetIR,
  MatchIR,
  TryCatchIR,
  VariableIR,
  WhileIR,
} from "../ir/ir.js";
import { attachOrigin, type FunctionValue } from "../values/function.js";
import { type Destination, ExpressionWriter } from "./expressions.js";
import { caught, leave, raise, stackOf } from "./failure.js";
import { MAX_HEIGHT, strip } from "./shape.js";
import { isName, quote, type Variable } from "./writer.js";

type Branches = IfElseIR["value"]["ifs"];

/** The branches of an IfElse with those of the IfElse in its else, and so on. */
function chain(node: IfElseIR): { branches: Branches; otherwise: IR } {
  const branches: Branches = [];
  let otherwise: IR = node;
  while (otherwise.type === "IfElse") {
    branches.push(...otherwise.value.ifs);
    otherwise = strip(otherwise.value.else_body);
  }
  return { branches, otherwise };
}

export class Generator extends ExpressionWriter {
  #makeOrigin: unknown;

  /** The code of a JavaScript function of the captured values, which gives the value of the root. */
  program(root: IR, captures: readonly VariableIR[]): string {
    return this.framed(() => this.#functionBody(captures, root, false));
  }

  functionCode(node: FunctionIR | AsyncFunctionIR): string {
    const { captures, parameters, body } = node.value;
    const captured = captures.map(({ value: { name } }) => [name, this.frame.scope.get(name)] as const);
    return this.framed(({ scope }) => {
      for (const [name, variable] of captured) scope.declare(name, variable as Variable);
      return this.#functionBody(parameters, body, node.type === "AsyncFunction");
    });
  }

  functionValue(node: FunctionIR | AsyncFunctionIR): string {
    const { sourceMap } = this.unit;
    this.#makeOrigin ??= (fn: FunctionValue, ir: FunctionIR, captures: () => unknown[]) =>
      attachOrigin(fn, { ir, sourceMap, captures });
    const captures = node.value.captures.map((capture) => this.variable(capture).name).join(", ");
    const [make, ir] = [this.unit.constant(this.#makeOrigin), this.unit.constant(node)];
    return `${make}(${this.functionCode(node)}, ${ir}, () => [${captures}])`;
  }

  #functionBody(parameters: readonly VariableIR[], body: IR, async: boolean): string {
    const names = parameters.map((parameter) => this.declare(parameter).name);
    const code = this.block(() => this.statement(body, "return"));
    const { fails, temporaries } = this.frame;
    const declared = [...(this.unit.tracks && fails ? ["s = 0"] : []), ...temporaries];
    const head = declared.length > 0 ? `let ${declared.join(", ")};\n` : "";
    const guarded = fails
      ? `try {\n${code}\n} catch (e) {\nthrow ${this.unit.constant(leave)}(${this.located("e")});\n}`
      : code;
    // In parentheses the engine compiles it at once, so that what is nested too deeply shows here and not at a call.
    return `(${async ? "async " : ""}(${names.join(", ")}) => {\n${head}${guarded}\n})`;
  }

  statement(given: IR, to: Destination): void {
    const node = strip(given);
    switch (node.type) {
      case "Block":
        this.#block(node, to);
        return;
      case "Let":
        this.#let(node);
        this.#give("null", to);
        return;
      case "Assign": {
        const { code } = this.operand(node.value.value);
        this.line(`${this.variable(node.value.variable).name} = ${code};`);
        this.#give("null", to);
        return;
      }
      case "IfElse":
        this.#ifElse(node, to);
        return;
      case "Match":
        this.#match(node, to);
        return;
      case "While":
        this.#while(node);
        this.#give("null", to);
        return;
      case "ForArray":
      case "ForSet":
      case "ForDict":
        this.#for(node);
        this.#give("null", to);
        return;
      case "Break":
      case "Continue":
        this.#jump(node.type === "Break" ? "break" : "continue", node.value.label.name);
        return;
      case "Return":
        this.#return(node.value.value);
        return;
      case "Error": {
        const operands = this.operands([node.value.message]);
        const error = this.site(node.value.loc_id, operands, ([message]) => {
          return `${this.unit.constant(raise)}(${message})`;
        });
        this.line(`throw ${error.code};`);
        return;
      }
      case "TryCatch":
        this.#tryCatch(node, to);
        return;
      default:
        this.#give(this.operand(node).code, to);
    }
  }

  /** Writes what becomes of an expression. */
  #give(code: string, to: Destination): void {
    if (to === "return") this.line(`return ${code};`);
    else if (to !== "discard") this.line(`${to.assign} = ${code};`);
    else if (!isName(code)) this.line(`(${code});`);
  }

  #block({ value: { statements } }: BlockIR, to: Destination): void {
    this.frame.scope.block(() => {
      statements.forEach((statement, i) => {
        const last = i === statements.length - 1;
        if (statement.type !== "Let") {
          this.statement(statement, last ? to : "discard");
          return;
        }
        const variable = this.#let(statement);
        this.frame.scope.declare(statement.value.variable.value.name, variable);
        if (last) this.#give("null", to);
      });
    });
    if (statements.length === 0) this.#give("null", to);
  }

  /** The variable is not declared yet: its own value does not see it. */
  #let({ value: { variable, value } }: LetIR): Variable {
    const { mutable } = variable.value;
    const name = this.unit.name(mutable ? "v" : "c");
    if (this.isStatement(strip(value))) {
      this.line(`let ${name};`);
      this.frame.scope.block(() => this.statement(value, { assign: name }));
    } else {
      this.line(`${mutable ? "let" : "const"} ${name} = ${this.operand(value).code};`);
    }
    return { name, mutable, used: false };
  }

  /**
   * An if with else branches; or, where they would nest too deeply or a predicate takes statements, one if after another
   * in a block that each of them leaves.
   */
  #ifElse(node: IfElseIR, to: Destination): void {
    const { branches, otherwise } = chain(node);
    const tests = branches.map(({ predicate }) => this.captured(() => this.operand(predicate)));
    const bodies = branches.map(({ body }) => this.block(() => this.statement(body, to)));
    const last = this.block(() => this.statement(otherwise, to));
    const nests = tests.length <= MAX_HEIGHT && tests.every(({ lines }, i) => i === 0 || lines.length === 0);
    const ifs = tests.map(({ result }, i) => `if (${result.code}) {\n${bodies[i]}\n`);
    if (nests) {
      this.line(...(tests[0]?.lines ?? []));
      this.line(`${ifs.map((code) => `${code}} else `).join("")}{\n${last}\n}`);
    } else {
      const end = this.unit.name("E");
      const steps = ifs.map((code, i) => [...(tests[i]?.lines ?? []), `${code}break ${end};\n}`].join("\n"));
      this.line(`${end}: {\n${steps.join("\n")}\n${last}\n}`);
    }
  }

  #match({ value: { variant, cases } }: MatchIR, to: Destination): void {
    const value = this.named(this.operand(variant));
    const branches = cases.map(({ case: tag, variable, body }) => {
      const code = this.block(() => {
        const payload = this.declare(variable);
        const { lines } = this.captured(() => this.statement(body, to));
        if (payload.used) this.line(`const ${payload.name} = ${value}.value;`);
        this.line(...lines);
      });
      return `case ${quote(tag)}: {\n${code}\nbreak;\n}`;
    });
    this.line(`switch (${value}.type) {\n${branches.join("\n")}\n}`);
  }

  /** The body of a loop, and the loop's name. */
  #loopBody(label: string, body: IR, declare = (): void => {}): { name: string; code: string } {
    const name = this.unit.name("L");
    const { labels, finallies } = this.frame;
    labels.push({ label, name, finallyDepth: finallies.length });
    const code = this.block(() => {
      declare();
      this.statement(body, "discard");
    });
    labels.pop();
    return { name, code };
  }

  #while({ value: { predicate, label, body } }: WhileIR): void {
    const test = this.captured(() => this.operand(predicate));
    const { name, code } = this.#loopBody(label.name, body);
    if (test.lines.length === 0) {
      this.line(`${name}: while (${test.result.code}) {\n${code}\n}`);
    } else {
      const first = [...test.lines, `if (!${test.result.code}) break;`].join("\n");
      this.line(`${name}: while (true) {\n${first}\n${code}\n}`);
    }
  }

  /** The collection is locked while the loop goes on (spec/east-ir.md 6.1), however it ends. */
  #for(node: ForArrayIR | ForSetIR | ForDictIR): void {
    const collection =
      node.type === "ForArray" ? node.value.array : node.type === "ForSet" ? node.value.set : node.value.dict;
    const walked = this.named(this.operand(collection));
    const each = this.unit.name("t");
    /** Variables with the code of their values, in the order of the East declarations. */
    const variables: [Variable, string][] = [];
    const { name, code } = this.#loopBody(node.value.label.name, node.value.body, () => {
      const { key } = node.value;
      const entry = (index: number): string => `${each}[${index}]`;
      if (node.type === "ForArray") {
        variables.push([this.declare(key), `BigInt(${each})`]);
        variables.push([this.declare(node.value.value), `${walked}[${each}]`]);
      } else if (node.type === "ForSet") {
        variables.push([this.declare(key), each]);
      } else {
        variables.push([this.declare(key), entry(0)], [this.declare(node.value.value), entry(1)]);
      }
    });
    const head =
      node.type === "ForArray"
        ? `for (let ${each} = 0; ${each} < ${walked}.length; ${each}++)`
        : `for (const ${each} of ${walked})`;
    const declared = variables
      .filter(([variable]) => variable.used)
      .map(([variable, value]) => `const ${variable.name} = ${value};\n`);
    const loop = `${name}: ${head} {\n${declared.join("")}${code}\n}`;
    const [take, release] = [this.unit.constant(lock), this.unit.constant(unlock)];
    this.line(`${take}(${walked});\ntry {\n${loop}\n} finally {\n${release}(${walked});\n}`);
  }

  #jump(how: "break" | "continue", label: string): void {
    const { labels, finallies } = this.frame;
    const target = labels.findLast((one) => one.label === label);
    if (target === undefined) throw new Error(`label ${quote(label)} is not in scope`);
    if (target.finallyDepth === finallies.length) this.line(`${how} ${target.name};`);
    else this.#endFinally();
  }

  #return(value: IR): void {
    if (this.frame.finallies.length === 0) {
      this.statement(value, "return");
    } else {
      this.statement(value, "discard");
      this.#endFinally();
    }
  }

  /** What would leave a finally body only ends it (spec/east-ir.md 6.3). */
  #endFinally(): void {
    const innermost = this.frame.finallies.at(-1);
    if (innermost === undefined) return;
    innermost.left = true;
    this.line(`break ${innermost.name};`);
  }

  #tryCatch({ value }: TryCatchIR, to: Destination): void {
    const { try_body, catch_body, message, stack, finally_body } = value;
    const tried = this.block(() => this.statement(try_body, to));
    const [thrown, error] = [this.unit.name("e"), this.unit.name("c")];
    const handler = this.block(() => {
      this.line(`const ${error} = ${this.unit.constant(caught)}(${this.located(thrown)});`);
      const [text, places] = [this.declare(message), this.declare(stack)];
      const { lines } = this.captured(() => this.statement(catch_body, to));
      if (text.used) this.line(`const ${text.name} = ${error}.message;`);
      if (places.used) this.line(`const ${places.name} = ${this.unit.constant(stackOf)}(${error});`);
      this.line(...lines);
    });
    const last = finally_body.type === "Value" ? "" : ` finally {\n${this.#finally(finally_body)}\n}`;
    this.line(`try {\n${tried}\n} catch (${thrown}) {\n${handler}\n}${last}`);
  }

  /** The number of the site is put back at the end: an error may be waiting that happened there. */
  #finally(body: IR): string {
    const end = { name: this.unit.name("F"), left: false };
    this.frame.finallies.push(end);
    const code = this.block(() => this.statement(body, "discard"));
    this.frame.finallies.pop();
    const block = end.left ? `${end.name}: {\n${code}\n}` : code;
    if (!this.unit.tracks) return block;
    const site = this.unit.name("t");
    return `const ${site} = s;\n${block}\ns = ${site};`;
  }
}
