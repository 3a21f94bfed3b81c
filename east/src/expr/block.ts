/**
 * `$`, the builder of blocks, and how bodies become trees (spec/east-api.md 4, spec/east-ir.md 9.4 and 9.5). A body is a
 * callback that records statements on the builder it is given; what it returns is the last of them.
 */
import { LocationType } from "../ir/ir.js";
import { printType } from "../types/print-type.js";
import { isSubtype } from "../types/relations.js";
import {
  ArrayType,
  AsyncFunctionType,
  type EastType,
  FunctionType,
  IntegerType,
  NeverType,
  NullType,
  StringType,
} from "../types/types.js";
import {
  type AST,
  type AsyncFunctionAST,
  constant,
  type FunctionAST,
  type IfElseAST,
  isNever,
  type Label,
  type MatchAST,
  nullValue,
  type TryCatchAST,
  type VariableAST,
} from "./ast.js";
import type { BlockBuilder as Builder } from "./block-types.js";
import { matchAst } from "./branches.js";
import { astOf, type Expr, fromAst, isExpr } from "./expr.js";
import { kindOf, toAst } from "./literal.js";
import { buildError, captureLocation, type Location, type LocationStack, printPlace } from "./location.js";

export type BlockBuilder<Ret> = Builder<Ret>;

/** A new block; `$.return` in it takes what fits `returnType`. */
export function BlockBuilder<Ret extends EastType>(returnType: Ret): Builder<Ret> {
  const block = new Block(returnType);
  const record = (expr: unknown): void => {
    block.statements.push(toAst(expr));
  };
  return Object.setPrototypeOf(record, block) as Builder<Ret>;
}

/** The type of an error's stack in `catch` bodies, innermost first. */
export const StackType = ArrayType(LocationType);

/** What `$` is made of. It is called with `$` itself as `this`, so that it has no private members. */
class Block {
  readonly statements: AST[] = [];
  readonly returnType: EastType;

  constructor(returnType: EastType) {
    this.returnType = returnType;
  }

  /** The type of the last statement, Null when there is none. */
  type(): EastType {
    return this.statements.at(-1)?.type ?? NullType;
  }

  let(value: unknown, type?: EastType): Expr {
    return declare(this, true, value, type);
  }

  const(value: unknown, type?: EastType): Expr {
    return declare(this, false, value, type);
  }

  assign(target: unknown, value: unknown): Expr {
    const location = begin(this);
    const variable = isExpr(target) ? astOf(target) : undefined;
    if (variable?.ast_type !== "Variable") throw buildError("Can only assign to a variable", location);
    const { type } = variable;
    if (!variable.mutable) {
      const place = printPlace(variable.location);
      throw buildError(`Cannot assign to variable defined at ${place} defined as const`, location);
    }
    const ast = toAst(
      value,
      type,
      location,
      (got) => `Cannot assign value of type ${got} to variable of type ${printType(type)}`,
    );
    return recorded(this, { ast_type: "Assign", type: NullType, location, variable, value: ast });
  }

  return(value: unknown): void {
    const location = begin(this);
    const { statements, returnType } = this;
    const mismatch = (got: string): string =>
      `Return expected to have type ${printType(returnType)}, got ${got}`;
    // Where nothing can be returned a literal is told so, instead of what it should have been.
    const given = returnType.type === "Never" ? fromAst(toAst(value, undefined, location)) : value;
    const ast = toAst(given, returnType, location, mismatch);
    if (isExpr(value) && astOf(value) === statements.at(-1)) statements.pop();
    statements.push({ ast_type: "Return", type: NeverType, location, value: ast });
  }

  break(label: Label): void {
    const location = begin(this);
    this.statements.push({ ast_type: "Break", type: NeverType, location, label });
  }

  continue(label: Label): void {
    const location = begin(this);
    this.statements.push({ ast_type: "Continue", type: NeverType, location, label });
  }

  error(message: unknown, given?: Location): Expr {
    const location = begin(this);
    return recorded(this, errorAst(message, given === undefined ? location : [given]));
  }

  if(condition: unknown, body: Body): IfChain {
    const location = begin(this);
    const chain = new IfChain(this.returnType, location);
    chain.add("if", condition, body);
    this.statements.push(chain.node);
    return chain;
  }

  while(condition: unknown, body: Body): void {
    const location = begin(this);
    const predicate = booleanAst("while", condition, location);
    const label: Label = { location };
    this.statements.push({
      ast_type: "While",
      type: NullType,
      location,
      predicate,
      label,
      body: statementBody(this.returnType, location, body, label),
    });
  }

  for(collection: unknown, body: Body): void {
    const location = begin(this);
    if (!isExpr(collection)) {
      throw buildError(
        `for needs an expression, got ${kindOf(collection)}: use East.value to make one`,
        location,
      );
    }
    const label: Label = { location };
    const ast = astOf(collection);
    const common = { type: NullType, location, label };
    const bodyOf = (...inputs: unknown[]): AST =>
      statementBody(this.returnType, location, body, ...inputs, label);
    switch (ast.type.type) {
      case "Array": {
        const value = constant(ast.type.value, location);
        const key = constant(IntegerType, location);
        const inner = bodyOf(fromAst(value), fromAst(key));
        this.statements.push({ ast_type: "ForArray", ...common, array: ast, value, key, body: inner });
        return;
      }
      case "Set": {
        const key = constant(ast.type.key, location);
        this.statements.push({ ast_type: "ForSet", ...common, set: ast, key, body: bodyOf(fromAst(key)) });
        return;
      }
      case "Dict": {
        const value = constant(ast.type.value, location);
        const key = constant(ast.type.key, location);
        const inner = bodyOf(fromAst(value), fromAst(key));
        this.statements.push({ ast_type: "ForDict", ...common, dict: ast, value, key, body: inner });
        return;
      }
      default:
        throw buildError(
          `for not defined over ${printType(ast.type)} - you can only loop over arrays, sets and dictionaries`,
          location,
        );
    }
  }

  match(variant: unknown, bodies: Record<string, Body | undefined>): void {
    const location = begin(this);
    this.statements.push(
      statementMatch(this.returnType, location, variant, (name) => ownMember(bodies, name)),
    );
  }

  matchTag(variant: unknown, tag: string, body: Body, other?: Body): void {
    const location = begin(this);
    this.statements.push(
      statementMatch(this.returnType, location, variant, (name) => (name === tag ? body : other)),
    );
  }

  try(body: Body): TryChain {
    const location = begin(this);
    const chain = new TryChain(this.returnType, location, body);
    this.statements.push(chain.node);
    return chain;
  }
}

type Body = ($: any, ...inputs: any[]) => unknown;

/** Where a statement begins, which must be somewhere that is reached. */
function begin(block: Block): LocationStack {
  const location = captureLocation();
  if (block.statements.some(isNever)) throw buildError("Unreachable statement detected", location);
  return location;
}

function recorded(block: Block, ast: AST): Expr {
  block.statements.push(ast);
  return fromAst(ast);
}

function declare(block: Block, mutable: boolean, value: unknown, type?: EastType): Expr {
  const location = begin(block);
  const ast = toAst(
    value,
    type,
    location,
    (got) => `Cannot initialize variable of type ${printType(type as EastType)} with value of type ${got}`,
  );
  const variable: VariableAST = { ast_type: "Variable", type: type ?? ast.type, location, mutable };
  block.statements.push({ ast_type: "Let", type: NullType, location, variable, value: ast });
  return fromAst(variable);
}

function booleanAst(statement: string, condition: unknown, location: LocationStack): AST {
  const ast = toAst(condition, undefined, location);
  if (ast.type.type === "Boolean") return ast;
  throw buildError(
    `${statement} predicate expected to have type Boolean, got ${printType(ast.type)}`,
    location,
  );
}

/** The one IfElse node of `$.if` and what follows it. */
class IfChain {
  readonly node: IfElseAST;
  readonly #returnType: EastType;
  #hasElse = false;

  constructor(returnType: EastType, location: LocationStack) {
    this.#returnType = returnType;
    this.node = { ast_type: "IfElse", type: NullType, location, ifs: [], else_body: nullValue(location) };
  }

  add(statement: string, condition: unknown, body: Body): void {
    const location = captureLocation();
    if (this.#hasElse) throw buildError(`Cannot call .${statement}() after .else()`, location);
    const predicate = booleanAst(statement, condition, location);
    this.node.ifs.push({ predicate, body: statementBody(this.#returnType, location, body) });
  }

  elseIf(condition: unknown, body: Body): this {
    this.add("elseIf", condition, body);
    return this;
  }

  else(body: Body): void {
    const { node } = this;
    const location = captureLocation();
    if (this.#hasElse) throw buildError("Cannot call .else() more than once on the same if block", location);
    this.#hasElse = true;
    node.else_body = statementBody(this.#returnType, location, body);
    if ([...node.ifs.map((branch) => branch.body), node.else_body].every(isNever)) node.type = NeverType;
  }
}

/** The one TryCatch node of `$.try` and what follows it. */
class TryChain {
  readonly node: TryCatchAST;
  readonly #returnType: EastType;
  #hasCatch = false;
  #hasFinally = false;

  constructor(returnType: EastType, location: LocationStack, body: Body) {
    this.#returnType = returnType;
    this.node = {
      ast_type: "TryCatch",
      type: NullType,
      location,
      try_body: statementBody(returnType, location, body),
      message: constant(StringType, location),
      stack: constant(StackType, location),
      catch_body: nullValue(location),
      finally_body: nullValue(location),
    };
  }

  catch(body: Body): this {
    const { node } = this;
    const location = captureLocation();
    if (this.#hasCatch)
      throw buildError("Cannot call .catch() more than once on the same try block", location);
    if (this.#hasFinally) throw buildError("Cannot call .catch() after .finally()", location);
    this.#hasCatch = true;
    node.catch_body = statementBody(
      this.#returnType,
      location,
      body,
      fromAst(node.message),
      fromAst(node.stack),
    );
    if (isNever(node.try_body) && isNever(node.catch_body)) node.type = NeverType;
    return this;
  }

  finally(body: Body): void {
    const location = captureLocation();
    if (this.#hasFinally)
      throw buildError("Cannot call .finally() more than once on the same try block", location);
    this.#hasFinally = true;
    this.node.finally_body = statementBody(this.#returnType, location, body);
  }
}

function statementMatch(
  returnType: EastType,
  location: LocationStack,
  variant: unknown,
  bodyFor: (name: string) => Body | undefined,
): MatchAST {
  const node = matchAst(variant, location, (name, data) => {
    const body = bodyFor(name);
    return body === undefined ? nullValue(location) : statementBody(returnType, location, body, data);
  });
  const bodies = Object.values(node.cases).map(({ body }) => body);
  node.type = bodies.every(isNever) ? NeverType : NullType;
  return node;
}

const ownMember = <T>(members: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;

export function errorAst(message: unknown, location: LocationStack): AST {
  return { ast_type: "Error", type: NeverType, location, message: toAst(message, StringType, location) };
}

/** A body of type Null or Never: what it evaluates to last is dropped. */
function statementBody(returnType: EastType, location: LocationStack, body: Body, ...inputs: unknown[]): AST {
  const { statements, result } = run(returnType, body, inputs);
  if (result !== undefined && !(result instanceof IfChain) && !(result instanceof TryChain)) {
    finish(statements, result, toAst(result, undefined, location));
  }
  const type = statements.at(-1)?.type.type ?? "Null";
  if (type !== "Null" && type !== "Never") statements.push(nullValue(location));
  return sequence(statements, location);
}

/**
 * A body that is an expression: what it returns is its value. It cannot return from the function around it.
 *
 * @throws Error when it returns nothing though its end is reached.
 */
export function expressionBody(location: LocationStack, body: Body, ...inputs: unknown[]): AST {
  const { statements, result } = run(NeverType, body, inputs);
  if (result !== undefined) finish(statements, result, toAst(result, undefined, location));
  const ast = sequence(statements, location);
  if (result === undefined && !isNever(ast)) {
    throw buildError(`block without return must have type .Never, got ${printType(ast.type)}`, location);
  }
  return ast;
}

/** A callback as a function; without an output it has the type of what the callback returns. */
export function functionAst(
  kind: "Function" | "AsyncFunction",
  inputs: readonly EastType[],
  output: EastType | undefined,
  body: Body,
  location: LocationStack,
): FunctionAST | AsyncFunctionAST {
  const parameters = inputs.map((input) => constant(input, location));
  const { statements, result } = run(output ?? NeverType, body, parameters.map(fromAst));
  if (result !== undefined) {
    finish(statements, result, toAst(result, output, location));
  } else if (output === undefined) {
    throw buildError("When output_type is not specified, function body must return a value", location);
  } else {
    const { type } = sequence(statements, location);
    if (output.type === "Null" && type.type !== "Null" && type.type !== "Never") {
      statements.push(nullValue(location));
    } else if (!isSubtype(type, output)) {
      throw buildError(
        `Function body returns type ${printType(type)} but function signature expects ${printType(output)}`,
        location,
      );
    }
  }
  const ast = sequence(statements, location);
  const typeOf = kind === "Function" ? FunctionType : AsyncFunctionType;
  return { ast_type: kind, type: typeOf(inputs, output ?? ast.type), location, parameters, body: ast };
}

function run(returnType: EastType, body: Body, inputs: unknown[]): { statements: AST[]; result: unknown } {
  const $ = BlockBuilder(returnType);
  const result = body($, ...inputs);
  return { statements: ($ as unknown as Block).statements, result };
}

/** Makes the result the last statement, unless it was recorded as that already. */
function finish(statements: AST[], result: unknown, ast: AST): void {
  if (isExpr(result) && astOf(result) === statements.at(-1)) statements.pop();
  statements.push(ast);
}

function sequence(statements: AST[], location: LocationStack): AST {
  const last = statements.at(-1);
  if (last === undefined) return nullValue(location);
  return statements.length === 1 ? last : { ast_type: "Block", type: last.type, location, statements };
}
