/** `hello` in a second version, whose input is a number. */
import { East, IntegerType } from "@elaraai/east";
import e3, { type Package } from "../../sdk/index.js";

const name = e3.input("name", IntegerType, 3n);

export const Numbers: Package = e3.package(
  "hello",
  "2.0.0",
  e3.task(
    "greet",
    [name],
    East.function([IntegerType], IntegerType, (_$, n) => n.multiply(2n)),
  ),
);
