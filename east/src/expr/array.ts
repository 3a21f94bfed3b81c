/** Array expressions (spec/east-api.md 3.8). Callbacks get the element and its index. */
import { type ArrayType, type EastType, type FunctionType, IntegerType } from "../types/types.js";
import { builtin, callback } from "./builtin.js";
import { ValueExpr } from "./comparison.js";
import { TypeSymbol } from "./expr.js";
import type { Callback, ExprType, SubtypeExprOrValue, TypeOf } from "./expr-types.js";
import type { IntegerExpr } from "./integer.js";
import type { NullExpr } from "./null.js";

type Index = SubtypeExprOrValue<IntegerType>;

export class ArrayExpr<T extends EastType> extends ValueExpr<ArrayType<T>> {
  /** The number of elements. */
  size(): IntegerExpr {
    return builtin("ArraySize", [this.#element], this);
  }

  /** The element at an index; out of bounds what `otherwise` gives, without it an error. */
  get(index: Index, otherwise?: SubtypeExprOrValue<FunctionType<[IntegerType], T>>): ExprType<T> {
    return otherwise === undefined
      ? builtin("ArrayGet", [this.#element], this, index)
      : builtin("ArrayGetOrDefault", [this.#element], this, index, otherwise);
  }

  /** Appends an element. */
  pushLast(element: SubtypeExprOrValue<T>): NullExpr {
    return builtin("ArrayPushLast", [this.#element], this, element);
  }

  /** A new array of what the callback gives for each element. */
  map<R>(fn: Callback<[T, IntegerType], R>): ExprType<ArrayType<TypeOf<R>>> {
    const mapped = callback([this.#element, IntegerType], fn);
    return builtin("ArrayMap", [this.#element, mapped[TypeSymbol].output], this, mapped);
  }

  get #element(): T {
    return this[TypeSymbol].value;
  }
}
