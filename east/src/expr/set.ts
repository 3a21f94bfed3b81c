/** Set expressions (spec/east-api.md 3.10). Callbacks get the key; keys come in ascending order. */
import type { EastType, SetType } from "../types/types.js";
import type { BooleanExpr } from "./boolean.js";
import { builtin } from "./builtin.js";
import { TypeSymbol } from "./expr.js";
import type { SubtypeExprOrValue } from "./expr-types.js";
import { KeyedExpr } from "./keyed.js";
import type { NullExpr } from "./null.js";

type Keys<K extends EastType> = SubtypeExprOrValue<SetType<K>>;

export class SetExpr<K extends EastType> extends KeyedExpr<SetType<K>, K, [key: K]> {
  /** Puts a key in; an error if it is there already. */
  insert(key: SubtypeExprOrValue<K>): NullExpr {
    return builtin("SetInsert", [this.#key], this, key);
  }

  /** Puts a key in if it is not there yet, and tells whether it was new. */
  tryInsert(key: SubtypeExprOrValue<K>): BooleanExpr {
    return builtin("SetTryInsert", [this.#key], this, key);
  }

  /** Puts all keys of another set in. */
  unionInPlace(other: Keys<K>): NullExpr {
    return builtin("SetUnionInPlace", [this.#key], this, other);
  }

  /** The keys that are in this one or the other. */
  union(other: Keys<K>): SetExpr<K> {
    return builtin("SetUnion", [this.#key], this, other);
  }

  /** The keys that are in both. */
  intersection(other: Keys<K>): SetExpr<K> {
    return builtin("SetIntersect", [this.#key], this, other);
  }

  /** The keys that are in this one and not in the other. */
  difference(other: Keys<K>): SetExpr<K> {
    return builtin("SetDiff", [this.#key], this, other);
  }

  /** The keys that are in exactly one of both. */
  symmetricDifference(other: Keys<K>): SetExpr<K> {
    return builtin("SetSymDiff", [this.#key], this, other);
  }

  /** Whether all keys are in the other. */
  isSubsetOf(other: Keys<K>): BooleanExpr {
    return builtin("SetIsSubset", [this.#key], this, other);
  }

  /** Whether all keys of the other are in this one. */
  isSupersetOf(other: Keys<K>): BooleanExpr {
    return builtin("SetIsSubset", [this.#key], other, this);
  }

  /** Whether no key is in both. */
  isDisjointFrom(other: Keys<K>): BooleanExpr {
    return builtin("SetIsDisjoint", [this.#key], this, other);
  }

  get #key(): K {
    return this[TypeSymbol].key;
  }
}
