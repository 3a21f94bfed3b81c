/** Packages for tests, built with the SDK in this process. */
import { join } from "node:path";
import { East, IntegerType, StringType } from "@elaraai/east";
import e3, { type Package } from "../../sdk/index.js";
import { sandbox } from "./cli.js";

/** The package of the Quick Start: `tasks.greet.output` is "Hello, <inputs.name>!". */
export function helloPackage(version = "1.0.0"): Package {
  const name = e3.input("name", StringType, "World");
  const greet = e3.task(
    "greet",
    [name],
    East.function([StringType], StringType, (_$, n) => East.str`Hello, ${n}!`),
  );
  return e3.package("hello", version, greet);
}

/**
 * Numbers: `double` and `square` of `inputs.n`, which has no default, and `sum` of both.
 *
 *     n ── double ── sum
 *      └── square ──┘
 */
export function numbersPackage(): Package {
  const n = e3.input("n", IntegerType);
  const double = e3.task(
    "double",
    [n],
    East.function([IntegerType], IntegerType, (_$, x) => x.multiply(2n)),
  );
  const square = e3.task(
    "square",
    [n],
    East.function([IntegerType], IntegerType, (_$, x) => x.multiply(x)),
  );
  const sum = e3.task(
    "sum",
    [double.output, square.output],
    East.function([IntegerType, IntegerType], IntegerType, (_$, x, y) => x.add(y)),
  );
  return e3.package("numbers", "1.0.0", sum);
}

/** Exports a package and gives the path of its zip. */
export async function zipOf(pkg: Package): Promise<string> {
  const zip = join(sandbox(), `${pkg.name}.zip`);
  await e3.export(pkg, zip);
  return zip;
}
