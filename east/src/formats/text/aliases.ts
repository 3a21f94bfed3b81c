/**
 * The alias texts of a value that holds a container twice (spec/east-values.md 4.7): a second walk over the value that
 * keeps locations, made only when printing meets such a container.
 */
import { isTypeEqual } from "../../types/relations.js";
import { childTypes, type EastType, mentions } from "../../types/types.js";
import type { TextCodec, ValuePart } from "./codec.js";

const CONTAINERS = new Set(["Ref", "Array", "Set", "Dict"]);

const mentionsContainer = (type: EastType): boolean => mentions(type, (t) => CONTAINERS.has(t.type));

/** Whether a value of the type can hold one container in two places; true for some types that cannot, too. */
export function mayAlias(type: EastType): boolean {
  return CONTAINERS.has(type.type) ? childTypes(type).some(mentionsContainer) : mentionsContainer(type);
}

/** A spot in the value, by the step that leads to it from the one above. */
type Spot = { above: Spot | undefined; depth: number; step: () => string };

/**
 * Walks a value in the order in which it is printed and gives, for each container that is met again, its alias; or
 * undefined when it was met as another type, as which no alias can name it.
 */
export function* aliasTexts(codec: TextCodec, root: unknown): Generator<string | undefined> {
  const met = new Map<unknown, { type: EastType; spot: Spot | undefined }>();
  const open: { parts: Iterator<ValuePart>; spot: Spot | undefined }[] = [];
  let part: ValuePart | undefined = { codec, value: root, step: () => "" };
  let spot: Spot | undefined;
  while (part !== undefined) {
    const type = part.codec.container;
    const first = type === undefined ? undefined : met.get(part.value);
    let enter = true;
    if (type !== undefined && first !== undefined) {
      enter = !isTypeEqual(type, first.type);
      yield enter ? undefined : aliasText(spot, first.spot);
    } else if (type !== undefined) {
      met.set(part.value, { type, spot });
    }
    const parts = enter ? part.codec.parts?.(part.value) : undefined;
    if (parts !== undefined) open.push({ parts: parts[Symbol.iterator](), spot });
    part = undefined;
    for (let top = open.at(-1); top !== undefined && part === undefined; top = open.at(-1)) {
      part = top.parts.next().value as ValuePart | undefined;
      if (part === undefined) open.pop();
      else spot = { above: top.spot, depth: 1 + (top.spot?.depth ?? 0), step: part.step };
    }
  }
}

/** `N#steps`: N steps up from here to what both spots are in, then down to the target. */
function aliasText(here: Spot | undefined, target: Spot | undefined): string {
  let up = 0;
  let steps = "";
  let a = here;
  let b = target;
  while (a !== b) {
    if (b === undefined || (a !== undefined && a.depth >= b.depth)) {
      up++;
      a = a?.above;
    } else {
      steps = b.step() + steps;
      b = b.above;
    }
  }
  return `${up}#${steps}`;
}
