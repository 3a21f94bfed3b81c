/** Random East types, and random values of a type, for property tests. */
import {
  ArrayType,
  BlobType,
  BooleanType,
  compareFor,
  DateTimeType,
  DictType,
  type EastType,
  FloatType,
  forEachType,
  IntegerType,
  MatrixType,
  matrix,
  memberEntries,
  NeverType,
  NullType,
  RecursiveType,
  RefType,
  ref,
  SetType,
  SortedMap,
  SortedSet,
  StringType,
  structTypeOf,
  unfold,
  VectorType,
  variant,
  variantTypeOf,
} from "@elaraai/east";
import * as fc from "fast-check";
import { scaled } from "./scale.js";

/** Names that are easy to get wrong, and any others. */
export const arbitraryName: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c", "id", "name", "value", "type", "none", "some") },
  fc.constantFrom(
    "",
    "0",
    "1",
    "10",
    "__proto__",
    "constructor",
    "toString",
    "na me",
    "`",
    "\\",
    "é",
    "\ue000",
    "😀",
  ),
  fc.string({ unit: "binary", maxLength: 3 }),
);

const SCALARS: readonly EastType[] = [
  NullType,
  BooleanType,
  IntegerType,
  FloatType,
  StringType,
  DateTimeType,
  BlobType,
];

const arbitraryScalar = fc.constantFrom(...SCALARS);

const arbitraryPacked: fc.Arbitrary<EastType> = fc
  .tuple(fc.constantFrom(FloatType, IntegerType, BooleanType), fc.boolean())
  .map(([element, two]) => (two ? MatrixType(element) : VectorType(element)));

/** A type in the making: given what stands for the recursive type around it, if there is one. */
type Draft = (self: EastType | undefined) => EastType;

const members = (member: fc.Arbitrary<Draft>): fc.Arbitrary<[string, Draft][]> =>
  fc.uniqueArray(fc.tuple(arbitraryName, member), { selector: ([name]) => name, maxLength: 4 });

/** Types that may be keys. */
const arbitraryKeyDraft = (depth: number): fc.Arbitrary<Draft> => {
  const leaf = fc.oneof({ weight: 6, arbitrary: arbitraryScalar }, arbitraryPacked).map(
    (type): Draft =>
      () =>
        type,
  );
  if (depth === 0) return leaf;
  const inner = arbitraryKeyDraft(depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    members(inner).map(
      (list): Draft =>
        () =>
          structTypeOf(list.map(([name, draft]) => [name, draft(undefined)])),
    ),
    members(inner).map(
      (list): Draft =>
        () =>
          variantOf(list, undefined),
    ),
  );
};

/** A Variant with at least one case that has a value. */
function variantOf(list: [string, Draft][], self: EastType | undefined): EastType {
  const cases = list.map(([name, draft]): [string, EastType] => [name, draft(self)]);
  return variantTypeOf(cases.length === 0 ? [["only", NullType]] : cases);
}

/** A place where the recursive type around it may be mentioned and still have finite values. */
const guarded = (how: number): Draft =>
  [
    (self: EastType) => ArrayType(self),
    (self: EastType) => DictType(StringType, self),
    (self: EastType) =>
      variantTypeOf([
        ["none", NullType],
        ["some", self],
      ]),
    (self: EastType) =>
      RefType(
        variantTypeOf([
          ["none", NullType],
          ["some", self],
        ]),
      ),
    (self: EastType) =>
      variantTypeOf([
        ["leaf", IntegerType],
        [
          "node",
          structTypeOf([
            ["left", self],
            ["right", self],
          ]),
        ],
      ]),
    (self: EastType) =>
      variantTypeOf([
        [
          "cons",
          structTypeOf([
            ["head", StringType],
            ["tail", self],
          ]),
        ],
        ["nil", NullType],
      ]),
  ].map(
    (make): Draft =>
      (self) =>
        self === undefined ? IntegerType : make(self),
  )[how] as Draft;

const arbitraryDraft = (depth: number): fc.Arbitrary<Draft> => {
  const leaf = fc.oneof(
    {
      weight: 8,
      arbitrary: arbitraryScalar.map(
        (type): Draft =>
          () =>
            type,
      ),
    },
    {
      weight: 1,
      arbitrary: arbitraryPacked.map(
        (type): Draft =>
          () =>
            type,
      ),
    },
    { weight: 3, arbitrary: fc.nat(5).map(guarded) },
  );
  if (depth === 0) return leaf;
  const inner = arbitraryDraft(depth - 1);
  const key = arbitraryKeyDraft(1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    inner.map(
      (draft): Draft =>
        (self) =>
          ArrayType(draft(self)),
    ),
    inner.map(
      (draft): Draft =>
        (self) =>
          RefType(draft(self)),
    ),
    key.map(
      (draft): Draft =>
        () =>
          SetType(draft(undefined)),
    ),
    fc.tuple(key, inner).map(
      ([k, draft]): Draft =>
        (self) =>
          DictType(k(undefined), draft(self)),
    ),
    members(inner).map(
      (list): Draft =>
        (self) =>
          structTypeOf(list.map(([name, draft]) => [name, draft(self)])),
    ),
    members(inner).map(
      (list): Draft =>
        (self) =>
          variantOf(list, self),
    ),
    // The body must not mention the type around it, so a recursive type starts anew.
    inner.map(
      (draft): Draft =>
        () =>
          RecursiveType((self) => draft(self)),
    ),
    fc.constant<Draft>(() => ArrayType(NeverType)),
  );
};

/** Any data type that has values; recursive ones included. */
export const arbitraryType: fc.Arbitrary<EastType> = arbitraryDraft(3).map((draft) => draft(undefined));

const arbitraryString = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ unit: "grapheme", minLength: 20, maxLength: 60 }),
);

const arbitraryInteger = fc.oneof(
  fc.bigInt(-200n, 200n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.tuple(fc.nat(62), fc.bigInt(-2n, 2n)).map(([bits, more]) => (1n << BigInt(bits)) + more),
);

/** Dates of the years 1 to 9999, which every format can express. */
const arbitraryDate = fc
  .oneof(
    fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
    fc.integer({ min: -100, max: 100 }),
  )
  .map((time) => new Date(time));

/** How many levels of containers a value has before only its smallest parts are chosen. */
const DEEP = 4;

/** Any value of a type; containers in Arrays are shared now and then. */
export function arbitraryValue(type: EastType): fc.Arbitrary<any> {
  const heights = heightsOf(type);
  const build = (t: EastType, depth: number): fc.Arbitrary<any> => {
    const few = { maxLength: depth >= DEEP ? 0 : 4 };
    switch (t.type) {
      case "Null":
        return fc.constant(null);
      case "Boolean":
        return fc.boolean();
      case "Integer":
        return arbitraryInteger;
      case "Float":
        return fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1.5));
      case "String":
        return arbitraryString;
      case "DateTime":
        return arbitraryDate;
      case "Blob":
        return fc.uint8Array({ maxLength: 20 });
      case "Ref":
        return build(t.value, depth + 1).map((value) => ref(value));
      case "Array":
        if (depth >= DEEP || heights.get(t.value) === Infinity) return fc.constant(null).map(() => []);
        return fc
          .tuple(fc.array(build(t.value, depth + 1), few), fc.array(fc.nat(), { maxLength: 1 }))
          .map(([items, again]) => {
            const repeated = items.length === 0 ? [] : again.map((i) => items[i % items.length]);
            return [...items, ...repeated];
          });
      case "Set":
        return fc
          .array(build(t.key, depth + 1), few)
          .map((keys) => new SortedSet<any>(keys, compareFor(t.key)));
      case "Dict":
        if (depth >= DEEP) return fc.constant(null).map(() => new SortedMap<any, any>([], compareFor(t.key)));
        return fc
          .array(fc.tuple(build(t.key, depth + 1), build(t.value, depth + 1)), few)
          .map((entries) => new SortedMap<any, any>(entries, compareFor(t.key)));
      case "Struct": {
        const fields = memberEntries(t.fields);
        return fc
          .tuple(...fields.map(([, field]) => build(field, depth + 1)))
          .map((values) => Object.fromEntries(fields.map(([name], i) => [name, values[i]])));
      }
      case "Variant": {
        const heightOf = ([, payload]: [string, EastType]): number => heights.get(payload) as number;
        const cases = memberEntries(t.cases).filter((one) => heightOf(one) < Infinity);
        const least = Math.min(...cases.map(heightOf));
        const chosen = depth >= DEEP ? cases.filter((one) => heightOf(one) === least) : cases;
        return fc.oneof(
          ...chosen.map(([name, payload]) => build(payload, depth + 1).map((value) => variant(name, value))),
        );
      }
      case "Vector":
        return packed(t.element, fc.nat(4));
      case "Matrix":
        return fc
          .tuple(fc.nat(3), fc.nat(3))
          .chain(([rows, cols]) =>
            packed(t.element, fc.constant(rows * cols)).map((data) => matrix(data, rows, cols)),
          );
      case "Recursive":
        return build(unfold(t), depth);
      case "Never":
      case "Function":
      case "AsyncFunction":
        return fc.constant(null).map(() => {
          throw new Error(`no random value of ${t.type}`);
        });
    }
  };
  return build(type, 0);
}

function packed(element: EastType, length: fc.Arbitrary<number>): fc.Arbitrary<any> {
  const list = (item: fc.Arbitrary<any>): fc.Arbitrary<any[]> =>
    length.chain((n) => fc.array(item, { minLength: n, maxLength: n }));
  if (element.type === "Integer") return list(arbitraryInteger).map((items) => BigInt64Array.from(items));
  if (element.type === "Boolean")
    return list(fc.boolean()).map((items) => Uint8ClampedArray.from(items, Number));
  return list(fc.oneof(fc.double(), fc.constantFrom(NaN, -0))).map((items) => Float64Array.from(items));
}

/** For each type in a type the least nesting of its values, Infinity when it has none. */
function heightsOf(root: EastType): Map<EastType, number> {
  const heights = new Map<EastType, number>();
  forEachType(root, (type) => heights.set(type, Infinity));
  const of = (type: EastType): number => heights.get(type) as number;
  const height = (type: EastType): number => {
    switch (type.type) {
      case "Never":
      case "Function":
      case "AsyncFunction":
        return Infinity;
      case "Struct":
        return memberEntries(type.fields).reduce((most, [, field]) => Math.max(most, 1 + of(field)), 0);
      case "Variant":
        return memberEntries(type.cases).reduce(
          (least, [, payload]) => Math.min(least, 1 + of(payload)),
          Infinity,
        );
      case "Ref":
        return 1 + of(type.value);
      case "Recursive":
        return of(unfold(type));
      default:
        return 0;
    }
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const [type, before] of heights) {
      const now = height(type);
      if (now < before) {
        heights.set(type, now);
        changed = true;
      }
    }
  }
  return heights;
}

/** How often a property is tried: always alike under `npm test`, with ever new values under `npm run soak`. */
export function runs(count: number): { numRuns: number; seed?: number } {
  const numRuns = scaled(count);
  return numRuns === count ? { numRuns } : { numRuns, seed: 20_250_102 };
}

/** A type and a value of it. */
export const arbitraryTypeAndValue: fc.Arbitrary<{ type: EastType; value: any }> = arbitraryType.chain(
  (type) => arbitraryValue(type).map((value) => ({ type, value })),
);
