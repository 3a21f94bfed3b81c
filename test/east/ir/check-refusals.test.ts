/**
 * What the checks of spec/east-ir.md 4 refuse, node kind by node kind, with the message. One table, hence its length.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  ArrayType,
  AsyncFunctionType,
  analyzeIR,
  BooleanType,
  DictType,
  FloatType,
  FunctionType,
  IntegerType,
  type IR,
  IRError,
  MatrixType,
  NeverType,
  NullType,
  OptionType,
  RefType,
  SetType,
  StringType,
  StructType,
  toEastTypeValue,
  VariantType,
  VectorType,
  variant,
} from "@elaraai/east";
import * as n from "../../support/ir-nodes.js";
import {
  asyncBody,
  body,
  changed,
  i,
  List,
  m,
  never,
  noLoop,
  Point,
  registered,
  retyped,
  Shape,
  text,
  typed,
  Unfolded,
  yes,
  zero,
} from "./check-cases.js";

const { value, nothing } = n;
const refused: Record<string, [what: string, ir: IR, message: string][]> = {
  "the root": [
    ["is no function", zero, "expected a free function, without captured variables, found Value"],
    [
      "is a block with other statements than Lets",
      n.block(zero, body(zero)),
      "expected a free function, without captured variables, found Block",
    ],
    ["has captures", n.fn([], m, { captures: [m] }), "expected a free function, without captured variables"],
    [
      "is no IR at all",
      { type: "Nothing", value: { type: toEastTypeValue(NullType), loc_id: 0n } } as never,
      "expected a free function, without captured variables, found Nothing",
    ],
  ],
  Value: [
    [
      "has another type than its literal",
      body(retyped(zero, StringType)),
      "Value of type .String holds a literal .Integer",
    ],
    [
      "has a type that is not primitive",
      body(retyped(zero, ArrayType(IntegerType))),
      "Value of type .Array .Integer holds a literal .Integer",
    ],
    [
      "holds an Integer beyond 64 bits",
      body(value(2n ** 63n)),
      "Value holds a literal .Integer that is none",
    ],
    [
      "holds something else than it says",
      body(changed(zero, { value: variant("Integer", "0;alert()") })),
      "Value holds a literal .Integer that is none",
    ],
  ],
  Variable: [
    ["is not in scope", body(i), 'variable "i" is not in scope'],
    ["is used in the value of its own Let", body(n.define(i, i), zero), 'variable "i" is not in scope'],
    ["is used after its block", body(n.block(n.define(i, zero), nothing), i), 'variable "i" is not in scope'],
    [
      "is declared within an operand of an earlier statement",
      body(n.equal(NullType, n.define(i, zero), nothing), i),
      'variable "i" is not in scope',
    ],
    [
      "belongs to another branch",
      body(n.ifElse(NullType, yes, n.block(n.define(i, zero), nothing), n.block(i, nothing))),
      'variable "i" is not in scope',
    ],
    [
      "has another type than declared",
      body(n.define(i, zero), n.variable("i", StringType)),
      'variable "i" is declared with type .Integer, found .String',
    ],
    [
      "is mutable only here",
      body(n.define(i, zero), n.mutable("i", IntegerType)),
      'variable "i" is declared immutable, found mutable',
    ],
    [
      "is mutable only where it is declared",
      body(n.define(m, zero), n.variable("m", IntegerType)),
      'variable "m" is declared mutable, found immutable',
    ],
    ["is not captured", body(n.define(i, zero), n.call(n.fn([], i))), 'variable "i" is not in scope'],
    [
      "is captured only by the function outside",
      body(n.define(i, zero), n.call(n.fn([], n.call(n.fn([], i)), { captures: [i] }))),
      'variable "i" is not in scope',
    ],
  ],
  Let: [
    [
      "has a value of another type",
      body(n.define(i, text)),
      "Cannot initialize variable of type .Integer with value of type .String",
    ],
    [
      "declares no variable",
      body(changed(n.define(i, zero), { variable: zero })),
      "Let variable must be a Variable, found Value",
    ],
    [
      "is used as a value of the type it claims",
      body(retyped(n.define(i, zero), IntegerType)),
      "Function body returns type .Null but function signature expects .Integer",
    ],
  ],
  Assign: [
    [
      "assigns to a constant",
      body(n.define(i, zero), n.assign(i, zero)),
      'Cannot assign to variable "i" defined as const',
    ],
    [
      "has a value of another type",
      body(n.define(m, zero), n.assign(m, text)),
      "Cannot assign value of type .String to variable of type .Integer",
    ],
    ["assigns to something that is not in scope", body(n.assign(m, zero)), 'variable "m" is not in scope'],
    [
      "has another type than Null",
      body(n.define(m, zero), retyped(n.assign(m, zero), IntegerType)),
      "Assign must have type .Null, found .Integer",
    ],
  ],
  As: [
    [
      "changes nothing",
      body(n.as(IntegerType, zero)),
      "Unnecessary As node: the value already has type .Integer",
    ],
    [
      "has a value of Never",
      body(n.as(IntegerType, never)),
      "Unnecessary As node: the value already has type .Never",
    ],
    [
      "goes to a type that is not above",
      body(n.as(StringType, zero)),
      "As needs a subtype: .Integer is not a subtype of type .String",
    ],
    [
      "goes from an unfolding to its recursive type",
      body(n.as(List, n.tagged(Unfolded, "nil", nothing))),
      "As needs a subtype: ",
    ],
  ],
  WrapRecursive: [
    [
      "goes to a type that is not recursive",
      body(n.wrap(Unfolded, n.tagged(Unfolded, "nil", nothing))),
      "WrapRecursive must have a type Recursive, found ",
    ],
    [
      "has a value that is not the unfolding",
      body(n.wrap(List, zero)),
      "WrapRecursive value expected to have type ",
    ],
  ],
  UnwrapRecursive: [
    [
      "has a value that is not recursive",
      body(n.unwrap(Unfolded, zero)),
      "UnwrapRecursive value expected to have a Recursive type, got .Integer",
    ],
    [
      "goes to another type than the unfolding",
      n.fn([n.variable("l", List)], n.unwrap(IntegerType, n.variable("l", List))),
      "UnwrapRecursive must have type ",
    ],
  ],
  Function: [
    [
      "has no function type",
      body(retyped(n.fn([], zero), IntegerType)),
      "Function must have a type Function, found .Integer",
    ],
    [
      "has the type of an async function",
      body(retyped(n.fn([], zero), AsyncFunctionType([], IntegerType))),
      "Function must have a type Function, found .AsyncFunction",
    ],
    [
      "has more parameters than inputs",
      body(retyped(n.fn([i], zero), FunctionType([], IntegerType))),
      "Function has 1 parameters, but its type has 0 inputs",
    ],
    [
      "has a parameter of another type than the input",
      body(retyped(n.fn([i], zero), FunctionType([StringType], IntegerType))),
      "Function parameter 1 expected to have type .String, got .Integer",
    ],
    [
      "has a body of another type than the output",
      n.fn([], zero, { output: StringType }),
      "Function body returns type .Integer but function signature expects .String",
    ],
    [
      "captures a variable that does not exist",
      body(n.fn([], i, { captures: [i] })),
      'variable "i" is not in scope',
    ],
    [
      "captures a variable as mutable that is not",
      body(n.define(i, zero), n.fn([], zero, { captures: [n.mutable("i", IntegerType)] })),
      'variable "i" is declared immutable, found mutable',
    ],
    [
      "has a parameter that is no variable",
      body(changed(n.fn([i], zero), { parameters: [zero] })),
      "Function parameter must be a Variable, found Value",
    ],
  ],
  AsyncFunction: [
    [
      "gives what a promise would call",
      // oxlint-disable-next-line unicorn/no-thenable -- that is the point
      asyncBody(n.struct(StructType({ then: FunctionType([], IntegerType) }), ["then", n.fn([], zero)])),
      'AsyncFunction cannot give a struct with a function in a field named "then" asynchronously',
    ],
    [
      "has a function type that is not async",
      body(retyped(n.asyncFn([], zero), FunctionType([], IntegerType))),
      "AsyncFunction must have a type AsyncFunction, found .Function",
    ],
  ],
  Call: [
    [
      "calls what is no function",
      body(changed(n.call(n.fn([], zero)), { function: zero })),
      "Call needs a callee of type Function, found .Integer",
    ],
    [
      "calls an async function",
      asyncBody(n.call(n.asyncFn([], zero))),
      "Call needs a callee of type Function, found .AsyncFunction",
    ],
    ["has too few arguments", body(n.call(n.fn([i], zero))), "Expected 1 arguments, got 0"],
    [
      "has an argument of another type",
      body(n.call(n.fn([i], zero), text)),
      "Call argument 1 expected to have type .Integer, got .String",
    ],
    [
      "has an argument of a subtype",
      body(
        n.call(
          n.fn([n.variable("o", OptionType(NullType))], zero),
          n.tagged(VariantType({ none: NullType }), "none", nothing),
        ),
      ),
      "Call argument 1 expected to have type ",
    ],
    [
      "has another type than the output",
      body(retyped(n.call(n.fn([], zero)), StringType)),
      "Call must have type .Integer, found .String",
    ],
  ],
  CallAsync: [
    [
      "stands in a function that is not async",
      body(n.callAsync(n.asyncFn([], zero))),
      "Async function call not allowed outside async function",
    ],
    [
      "stands in a callback within an async function",
      asyncBody(n.call(n.fn([], n.callAsync(n.asyncFn([], zero))))),
      "Async function call not allowed outside async function",
    ],
    [
      "calls a plain function",
      asyncBody(n.callAsync(n.fn([], zero))),
      "CallAsync needs a callee of type AsyncFunction, found .Function",
    ],
  ],
  Builtin: [
    ["is unknown", body(n.builtin("Frobnicate", [], NullType)), 'Unknown builtin function: "Frobnicate"'],
    [
      "is a name of JavaScript's",
      body(n.builtin("constructor", [], NullType)),
      'Unknown builtin function: "constructor"',
    ],
    [
      "has too few arguments",
      body(n.builtin("IntegerAdd", [], IntegerType, zero)),
      "Builtin IntegerAdd expected 2 arguments, got 1",
    ],
    [
      "has too few type parameters",
      body(n.builtin("Equal", [], BooleanType, zero, zero)),
      "Builtin Equal expected 1 type parameters, got 0",
    ],
    [
      "has an argument of another type",
      body(n.builtin("IntegerAdd", [], IntegerType, zero, text)),
      "Builtin IntegerAdd with type parameters [] argument 2 of type .String is not compatible with expected type .Integer",
    ],
    [
      "has an argument that its type parameters do not allow",
      body(n.builtin("Equal", [StringType], BooleanType, zero, text)),
      "Builtin Equal with type parameters [.String] argument 1 of type .Integer is not compatible with expected type .String",
    ],
    [
      "has a type parameter that cannot stand where it is put",
      body(n.builtin("SetSize", [ArrayType(IntegerType)], IntegerType, zero)),
      "Builtin SetSize: Set key type must be an immutable type, got .Array .Integer",
    ],
    [
      "has a type parameter that its meaning does not allow",
      body(n.builtin("Parse", [FunctionType([], NullType)], FunctionType([], NullType), text)),
      "Builtin Parse: functions cannot be read or written, in .Function (inputs=[], output=.Null)",
    ],
    [
      "has another type than it gives",
      body(n.builtin("ArraySize", [IntegerType], StringType, n.newArray(IntegerType))),
      "Builtin ArraySize with type parameters [.Integer] gives type .Integer, but the node has type .String",
    ],
    [
      "has an async callback",
      body(
        n.builtin(
          "ArrayForEach",
          [IntegerType, NullType],
          NullType,
          n.newArray(IntegerType),
          n.asyncFn([i, n.variable("k", IntegerType)], nothing),
        ),
      ),
      "Builtin ArrayForEach with type parameters [.Integer, .Null] argument 2 of type .AsyncFunction (inputs=[.Integer, .Integer], output=.Null) is not compatible with expected type .Function",
    ],
  ],
  Platform: [
    ["is not registered", body(n.platform("nope", NullType, [])), "Platform function 'nope' not found"],
    [
      "has too few arguments",
      body(n.platform("log", NullType, [])),
      "Platform function 'log' expects 1 arguments but got 0",
    ],
    [
      "has an argument of another type",
      body(n.platform("log", NullType, [zero])),
      "Platform function 'log' argument 1 requires exact type match. Expected type .String but got .Integer. Insert an As node if subtyping is intended.",
    ],
    [
      "has another type than registered",
      body(n.platform("log", IntegerType, [text])),
      "Platform function 'log' return type expected to be .Null but IR has .Integer",
    ],
    [
      "is async but registered as sync",
      asyncBody(n.platform("log", NullType, [text], { async: true })),
      "Platform function 'log' is registered as sync but IR has async",
    ],
    [
      "is sync but registered as async",
      body(n.platform("sleep", NullType, [zero])),
      "Platform function 'sleep' is registered as async but IR has sync",
    ],
    [
      "is async in a function that is not",
      body(n.platform("sleep", NullType, [zero], { async: true })),
      "Async platform call not allowed outside async function",
    ],
    [
      "is optional, but does not fit what is registered",
      body(n.platform("log", NullType, [zero], { optional: true })),
      "Platform function 'log' argument 1 requires exact type match.",
    ],
    [
      "has type parameters that the function does not take",
      body(n.platform("log", NullType, [text], { types: [IntegerType] })),
      "Platform function 'log' expects 0 type parameters but got 1",
    ],
    [
      "lacks type parameters",
      body(n.platform("typed", NullType, [])),
      "Platform function 'typed' expects 1 type parameters but got 0",
    ],
  ],
  NewRef: [
    [
      "has another type",
      body(retyped(n.newRef(RefType(IntegerType), zero), IntegerType)),
      "NewRef must have a type Ref, found .Integer",
    ],
    [
      "has a value of another type",
      body(n.newRef(RefType(IntegerType), text)),
      "NewRef value expected to have type .Integer, got .String",
    ],
  ],
  NewArray: [
    [
      "has another type",
      body(retyped(n.newArray(IntegerType), SetType(IntegerType))),
      "NewArray must have a type Array, found .Set .Integer",
    ],
    [
      "has an element of another type",
      body(n.newArray(IntegerType, zero, text)),
      "NewArray value expected to have type .Integer, got .String",
    ],
  ],
  NewSet: [
    [
      "has another type",
      body(retyped(n.newSet(SetType(IntegerType)), ArrayType(IntegerType))),
      "NewSet must have a type Set, found .Array .Integer",
    ],
    [
      "has an element of another type",
      body(n.newSet(SetType(IntegerType), text)),
      "NewSet value expected to have type .Integer, got .String",
    ],
  ],
  NewVector: [
    [
      "has another type",
      body(retyped(n.newVector(FloatType), ArrayType(FloatType))),
      "NewVector must have a type Vector, found .Array .Float",
    ],
    [
      "has an element of another type",
      body(n.newVector(FloatType, zero)),
      "NewVector value expected to have type .Float, got .Integer",
    ],
  ],
  NewMatrix: [
    [
      "has another type",
      body(retyped(n.newMatrix(MatrixType(IntegerType), 0, 0), VectorType(IntegerType))),
      "NewMatrix must have a type Matrix, found .Vector .Integer",
    ],
    [
      "has too few values",
      body(n.newMatrix(MatrixType(IntegerType), 2, 2, zero)),
      "NewMatrix of 2 rows and 2 columns has 1 values",
    ],
    [
      "has a negative shape",
      body(n.newMatrix(MatrixType(IntegerType), -1, -1, zero)),
      "NewMatrix of -1 rows and -1 columns has 1 values",
    ],
    [
      "has an element of another type",
      body(n.newMatrix(MatrixType(IntegerType), 1, 1, text)),
      "NewMatrix value expected to have type .Integer, got .String",
    ],
  ],
  NewDict: [
    [
      "has another type",
      body(retyped(n.newDict(DictType(StringType, IntegerType)), SetType(StringType))),
      "NewDict must have a type Dict, found .Set .String",
    ],
    [
      "has a key of another type",
      body(n.newDict(DictType(StringType, IntegerType), [zero, zero])),
      "NewDict key expected to have type .String, got .Integer",
    ],
    [
      "has a value of another type",
      body(n.newDict(DictType(StringType, IntegerType), [text, text])),
      "NewDict value expected to have type .Integer, got .String",
    ],
  ],
  Struct: [
    [
      "has another type",
      body(retyped(n.struct(Point, ["x", zero], ["y", zero]), IntegerType)),
      "Struct must have a type Struct, found .Integer",
    ],
    ["lacks a field", body(n.struct(Point, ["x", zero])), "Struct of type "],
    [
      "has its fields in another order",
      body(n.struct(Point, ["y", zero], ["x", zero])),
      'Struct field 1 must be "x", found "y"',
    ],
    [
      "has a field of another type",
      body(n.struct(Point, ["x", zero], ["y", text])),
      'Struct field "y" expected to have type .Integer, got .String',
    ],
    [
      "has a field of Never",
      body(n.struct(Point, ["x", zero], ["y", never])),
      'Struct field "y" expected to have type .Integer, got .Never',
    ],
  ],
  GetField: [
    [
      "reads from what is no struct",
      body(n.getField(IntegerType, zero, "x")),
      'GetField needs a struct with field "x", found .Integer',
    ],
    [
      "reads a field that is not there",
      n.fn([n.variable("p", Point)], n.getField(IntegerType, n.variable("p", Point), "z")),
      'GetField needs a struct with field "z", found .Struct',
    ],
    [
      "reads a field that every JavaScript object has",
      n.fn([n.variable("p", Point)], n.getField(IntegerType, n.variable("p", Point), "constructor")),
      'GetField needs a struct with field "constructor", found .Struct',
    ],
    [
      "has another type than the field",
      n.fn([n.variable("p", Point)], n.getField(StringType, n.variable("p", Point), "x")),
      "GetField must have type .Integer, found .String",
    ],
  ],
  Variant: [
    [
      "has another type",
      body(retyped(n.tagged(Shape, "dot", nothing), IntegerType)),
      "Variant must have a type Variant, found .Integer",
    ],
    [
      "has a recursive type",
      body(retyped(n.tagged(Unfolded, "nil", nothing), List)),
      "Variant must have a type Variant, found .Recursive",
    ],
    ["has a case that its type does not", body(n.tagged(Shape, "square", nothing)), "Variant type .Variant"],
    [
      "has a payload of another type",
      body(n.tagged(Shape, "circle", zero)),
      'Variant case "circle" expected to have type .Float, got .Integer',
    ],
    [
      "has a payload of Never",
      body(n.tagged(Shape, "circle", never)),
      'Variant case "circle" expected to have type .Float, got .Never',
    ],
  ],
  Match: [
    ["is over what is no variant", body(n.match(NullType, zero)), "match not defined over .Integer"],
    [
      "lacks a case",
      n.fn(
        [n.variable("s", Shape)],
        n.match(NullType, n.variable("s", Shape), ["dot", n.variable("_", NullType), nothing]),
      ),
      'Match has no case "circle"',
    ],
    [
      "has a case twice",
      n.fn(
        [n.variable("s", Shape)],
        n.match(
          NullType,
          n.variable("s", Shape),
          ["dot", n.variable("_", NullType), nothing],
          ["dot", n.variable("_", NullType), nothing],
        ),
      ),
      'Match has case "dot" twice',
    ],
    [
      "has a case too many",
      n.fn(
        [n.variable("s", Shape)],
        n.match(NullType, n.variable("s", Shape), ["square", n.variable("_", NullType), nothing]),
      ),
      'Match has case "square" that its type does not have',
    ],
    [
      "binds a payload of another type",
      n.fn(
        [n.variable("s", Shape)],
        n.match(NullType, n.variable("s", Shape), ["circle", n.variable("_", NullType), nothing]),
      ),
      'Match case "circle" variable expected to have type .Float, got .Null',
    ],
    [
      "binds a mutable variable",
      n.fn(
        [n.variable("s", Shape)],
        n.match(NullType, n.variable("s", Shape), ["dot", n.mutable("_", NullType), nothing]),
      ),
      'Match case "dot" variable must not be mutable',
    ],
    [
      "has bodies of different types",
      n.fn(
        [n.variable("s", Shape)],
        n.match(
          NullType,
          n.variable("s", Shape),
          ["dot", n.variable("_", NullType), nothing],
          ["circle", n.variable("_", FloatType), zero],
        ),
      ),
      'Match case "circle" expected to have type .Null, got .Integer',
    ],
    [
      "has only bodies of Never, but another type",
      n.fn(
        [n.variable("s", Shape)],
        n.match(
          NullType,
          n.variable("s", Shape),
          ["dot", n.variable("_", NullType), never],
          ["circle", n.variable("_", FloatType), never],
        ),
      ),
      "Match has all cases returning Never, so it must have type Never, found .Null",
    ],
    [
      "is Never, but a body is not",
      n.fn(
        [n.variable("s", Shape)],
        n.match(
          NeverType,
          n.variable("s", Shape),
          ["dot", n.variable("_", NullType), nothing],
          ["circle", n.variable("_", FloatType), never],
        ),
      ),
      'Match case "dot" expected to have type .Never, got .Null',
    ],
  ],
  Block: [
    [
      "has another type than its last statement",
      body(retyped(n.block(zero, text), IntegerType)),
      "Block must have type .String, found .Integer",
    ],
    [
      "is empty, but not of type Null",
      body(retyped(n.block(), IntegerType)),
      "Block must have type .Null, found .Integer",
    ],
  ],
  IfElse: [
    [
      "has a predicate that is not Boolean",
      body(n.ifElse(NullType, zero, nothing, nothing)),
      "IfElse predicate expected to have type .Boolean, got .Integer",
    ],
    [
      "has a branch of another type",
      body(n.ifElse(IntegerType, yes, zero, text)),
      "IfElse else body expected to have type .Integer, got .String",
    ],
    [
      "has only branches of Never, but another type",
      body(n.ifElse(IntegerType, yes, never, never)),
      "IfElse has all bodies of type Never, so it must have type Never, found .Integer",
    ],
  ],
  While: [
    [
      "has a predicate that is not Boolean",
      body(n.whileLoop(zero, nothing)),
      "While predicate expected to have type .Boolean, got .Integer",
    ],
    [
      "has another type than Null",
      body(retyped(n.whileLoop(yes, nothing), IntegerType)),
      "While must have type .Null, found .Integer",
    ],
  ],
  ForArray: [
    [
      "walks something else",
      body(n.forArray(n.newSet(SetType(IntegerType)), i, n.variable("k", IntegerType), nothing)),
      "ForArray needs a collection of type Array, found .Set .Integer",
    ],
    [
      "walks Never",
      body(n.forArray(never, i, n.variable("k", IntegerType), nothing)),
      "ForArray needs a collection of type Array, found .Never",
    ],
    [
      "has a key that is no Integer",
      body(n.forArray(n.newArray(IntegerType), i, n.variable("k", StringType), nothing)),
      "ForArray key variable expected to have type .Integer, got .String",
    ],
    [
      "has a value of another type than the elements",
      body(
        n.forArray(
          n.newArray(IntegerType),
          n.variable("x", StringType),
          n.variable("k", IntegerType),
          nothing,
        ),
      ),
      "ForArray value variable expected to have type .Integer, got .String",
    ],
    [
      "has a mutable loop variable",
      body(n.forArray(n.newArray(IntegerType), m, n.variable("k", IntegerType), nothing)),
      "ForArray value variable must not be mutable",
    ],
  ],
  ForSet: [
    [
      "walks something else",
      body(n.forSet(n.newArray(IntegerType), i, nothing)),
      "ForSet needs a collection of type Set, found .Array .Integer",
    ],
    [
      "has a key of another type",
      body(n.forSet(n.newSet(SetType(StringType)), i, nothing)),
      "ForSet key variable expected to have type .String, got .Integer",
    ],
  ],
  ForDict: [
    [
      "walks something else",
      body(n.forDict(n.newArray(IntegerType), i, n.variable("k", IntegerType), nothing)),
      "ForDict needs a collection of type Dict, found .Array .Integer",
    ],
    [
      "has a value of another type",
      body(n.forDict(n.newDict(DictType(IntegerType, StringType)), i, n.variable("k", IntegerType), nothing)),
      "ForDict value variable expected to have type .String, got .Integer",
    ],
  ],
  "Break and Continue": [
    ["stand outside a loop", body(n.breakLoop()), 'Label "loop" is not in scope at break'],
    [
      "stand after the loop",
      body(n.whileLoop(yes, nothing), n.continueLoop()),
      'Label "loop" is not in scope at continue',
    ],
    [
      "would leave a function",
      body(n.whileLoop(yes, n.call(n.fn([], n.breakLoop())))),
      'Label "loop" is not in scope at break',
    ],
    [
      "stand in the predicate of the loop",
      body(n.whileLoop(n.ifElse(BooleanType, yes, noLoop, yes), nothing)),
      'Label "loop" is not in scope at break',
    ],
  ],
  Return: [
    [
      "has a value of another type than the function",
      n.fn([], n.returning(text), { output: IntegerType }),
      "Return value expected to have type .Integer, got .String",
    ],
    [
      "stands outside a function",
      n.block(n.define(i, n.returning(zero)), n.fn([], zero)),
      "Return outside a function",
    ],
    [
      "has another type than Never",
      body(retyped(n.returning(zero), IntegerType)),
      "Return must have type .Never, found .Integer",
    ],
  ],
  Error: [
    [
      "has a message that is no String",
      body(n.error(zero)),
      "Error message expected to have type .String, got .Integer",
    ],
  ],
  TryCatch: [
    [
      "has bodies of different types",
      body(n.tryCatch(IntegerType, zero, text)),
      "TryCatch catch body expected to have type .Integer, got .String",
    ],
    [
      "has a message that is no String",
      body(changed(n.tryCatch(IntegerType, zero, zero), { message: n.variable("message", IntegerType) })),
      "TryCatch message variable expected to have type .String, got .Integer",
    ],
    [
      "has a stack that is no list of locations",
      body(
        changed(n.tryCatch(IntegerType, zero, zero), { stack: n.variable("stack", ArrayType(StringType)) }),
      ),
      "TryCatch stack variable expected to have type .Array .Struct",
    ],
    [
      "uses the message in the finally body",
      body(n.tryCatch(IntegerType, zero, zero, { finally: n.variable("message", StringType) })),
      'variable "message" is not in scope',
    ],
  ],
  "a type": [
    ["is none", typed(variant("Number", null)), "Value has a type that is none: 'Number' is no East type"],
    [
      "has a mutable key",
      typed(variant("Set", toEastTypeValue(ArrayType(IntegerType)))),
      "Value has a type that is none: Set key type must be an immutable type, got .Array .Integer",
    ],
    [
      "has a field twice",
      typed(
        variant("Struct", [
          { name: "a", type: toEastTypeValue(NullType) },
          { name: "a", type: toEastTypeValue(NullType) },
        ]),
      ),
      "Value has a type that is none: struct field 'a' is declared twice; names must be distinct",
    ],
    [
      "mentions a recursive type from outside it",
      typed(variant("Recursive", variant("ref", 1n))),
      "Value has a type that is none: recursive type reference 1 is outside its wrapper",
    ],
  ],
};

suite("check: what each node kind must be", () => {
  for (const [kind, cases] of Object.entries(refused)) {
    for (const [what, ir, message] of cases) {
      test(`refuses ${kind} that ${what}`, () => {
        assert.throws(
          () => analyzeIR(ir, registered),
          (error: unknown) => {
            assert.ok(error instanceof IRError, String(error));
            assert.ok(error.message.startsWith(message), error.message);
            assert.match(error.message, / at loc_id 0$/);
            return true;
          },
        );
      });
    }
  }
});
