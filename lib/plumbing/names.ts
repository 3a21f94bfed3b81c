/**
 * Names that people give (workspaces, packages, versions, inputs, tasks) as file names, and back: a function of the
 * name alone, so that a file says what it is about on any machine. This is also what keeps every name from a user or
 * a zip inside the repository.
 *
 *     A-Z a-z 0-9 _ - + = , ~      stand for themselves; in a version the dot, too
 *     every other UTF-8 byte       %XX, upper-case hex
 *     @scope/name                  of a package: a folder @scope with name in it
 */
import { E3Error } from "./errors.js";

/** The longest name, in encoded bytes: file systems take 255, and temporary names add to it. */
export const NAME_LIMIT = 200;

/** The file name of a name. @throws E3Error (usage) for a name that `nameCheck` refuses; `what` says whose it is. */
export function nameEncode(name: string, what = "name"): string {
  return checked(name, encode(name), what);
}

/** The name of a file name, or undefined where no name is written like that. */
export function nameDecode(file: string): string | undefined {
  return decode(file, encode);
}

/** The file name of a version, in which dots stay. @throws E3Error (usage) as `nameEncode`. */
export function versionEncode(version: string): string {
  if (version.startsWith("."))
    throw new E3Error("usage", `version '${version}' starts with a dot`, "choose another");
  return checked(version, encodeVersion(version), "version");
}

export function versionDecode(file: string): string | undefined {
  return file.startsWith(".") ? undefined : decode(file, encodeVersion);
}

/** The one or two file names of a package's name. @throws E3Error (usage) as `nameEncode`. */
export function packageNameEncode(name: string): string[] {
  const slash = name.indexOf("/");
  const scoped = name.startsWith("@") && slash > 1 && slash < name.length - 1;
  const files = scoped
    ? [`@${nameEncode(name.slice(1, slash), "package scope")}`, nameEncode(name.slice(slash + 1), "package")]
    : [encode(name)];
  checked(name, files.join("/"), "package");
  return files;
}

export function packageNameDecode(files: readonly string[]): string | undefined {
  const [first, second, ...rest] = files;
  if (first === undefined || rest.length > 0) return undefined;
  if (second === undefined) return decode(first, encode);
  const scope = first.startsWith("@") ? decode(first.slice(1), encode) : undefined;
  const name = decode(second, encode);
  return scope === undefined || name === undefined || scope.includes("/") ? undefined : `@${scope}/${name}`;
}

/**
 * Refuses names that could not all be stored side by side: one that cannot be encoded, one that is there twice, or two
 * that differ only in case and so would be one file where file systems do not tell cases apart.
 *
 * @param what says what the names are, in the singular: "input"
 * @throws E3Error (usage)
 */
export function namesCheck(names: Iterable<string>, what: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    // Letters beyond ASCII are %XX on disk and so never meet.
    const folded = nameEncode(name, what).toLowerCase();
    const other = seen.get(folded);
    if (other === name) throw new E3Error("usage", `${what} '${name}' is there twice`, "rename one of them");
    if (other !== undefined) {
      const message = `${what} '${name}' and ${what} '${other}' differ only in case`;
      throw new E3Error("usage", message, "rename one of them");
    }
    seen.set(folded, name);
  }
}

const encode = (name: string): string => encodeWith(/^[A-Za-z0-9_\-+=,~]+$/, name);
const encodeVersion = (version: string): string => encodeWith(/^[A-Za-z0-9_\-+=,~.]+$/, version);

function encodeWith(plain: RegExp, name: string): string {
  if (plain.test(name)) return name;
  let file = "";
  for (const byte of Buffer.from(name, "utf8")) {
    const char = String.fromCharCode(byte);
    file += plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return file;
}

function checked(name: string, file: string, what: string): string {
  const refuse = (why: string, next: string): E3Error =>
    new E3Error("usage", `${what} '${shortened(name)}' ${why}`, next);
  if (name === "") throw new E3Error("usage", `${what} must not be empty`, "give it a name");
  if (name === "." || name === "..")
    throw refuse("is a folder's name for itself or its parent", "choose another name");
  if (/\p{Surrogate}/u.test(name)) throw refuse("is not well-formed Unicode", "choose another name");
  if (file.length > NAME_LIMIT) {
    throw refuse(
      `takes ${file.length} bytes as a file name and may take ${NAME_LIMIT}`,
      "choose a shorter name",
    );
  }
  return file;
}

function shortened(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 60)}…`;
}

/** Only what `encoder` itself writes is a file name of ours, so decoding is the exact inverse and has no second spelling. */
function decode(file: string, encoder: (name: string) => string): string | undefined {
  if (file === "" || file.length > NAME_LIMIT) return undefined;
  const bytes = Buffer.from(
    file.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
  const name = bytes.toString("utf8");
  return name !== "." && name !== ".." && encoder(name) === file ? name : undefined;
}
