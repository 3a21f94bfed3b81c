/**
 * The errors that users meet. Few kinds, each with one exit status; a message says what failed and where, `next`
 * what to do about it. Anything thrown that is not an `E3Error` (or East's own) is a bug.
 */

export type ErrorKind = "failed" | "usage" | "missing" | "locked" | "damaged" | "interrupted";

/** The exit status of a command that ends with an error of this kind. */
export const exitStatus: Readonly<Record<ErrorKind, number>> = {
  failed: 1,
  usage: 2,
  missing: 3,
  locked: 4,
  damaged: 5,
  interrupted: 130,
};

export class E3Error extends Error {
  readonly kind: ErrorKind;
  /** What to do next, in the imperative: "wait for it or stop that process". */
  readonly next: string | undefined;

  /** `message` starts in lower case, has no full stop, and puts names in single quotes. */
  constructor(kind: ErrorKind, message: string, next?: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "E3Error";
    this.kind = kind;
    this.next = next;
  }

  /** The exit status that goes with the kind. */
  get status(): number {
    return exitStatus[this.kind];
  }
}

/** An object that is missing or damaged. */
export class ObjectError extends E3Error {
  readonly hash: string;

  constructor(
    hash: string,
    kind: "missing" | "damaged",
    message: string,
    next?: string,
    options: { cause?: unknown } = {},
  ) {
    super(kind, message, next, options);
    this.hash = hash;
  }
}

/**
 * An error as one line, `message; next`. Names come from users and may hold anything, so control characters are shown as escapes:
 * one error stays one line and cannot drive a terminal.
 */
export function errorLine(error: E3Error): string {
  const line = error.next === undefined ? error.message : `${error.message}; ${error.next}`;
  return line.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => {
    if (c === "\n") return "\\n";
    if (c === "\t") return "\\t";
    return `\\u{${(c.codePointAt(0) as number).toString(16)}}`;
  });
}

/** Whether an error carries this system error code, such as `ENOENT`; whose error it is does not matter. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as { code?: unknown }).code as string);
}

export function objectMissing(repo: string, hash: string, cause?: unknown): ObjectError {
  const next = "copy it from another repository, or run what made it";
  return new ObjectError(hash, "missing", `object ${hash} is not in '${repo}'`, next, { cause });
}

/** `where` is what holds the wrong bytes. */
export function objectDamaged(hash: string, where: string): ObjectError {
  const message = `object ${hash} is damaged: the bytes of '${where}' hash to something else`;
  return new ObjectError(
    hash,
    "damaged",
    message,
    "remove that file, then run, set or import again what made it",
  );
}

/** `what` names the object; its bytes are those of its name, and do not hold what they should. */
export function objectUnfit(what: string, cause: unknown): ObjectError {
  const { message } = cause as Error;
  return new ObjectError(
    what,
    "damaged",
    `object ${what} does not hold what it should: ${message}`,
    undefined,
    { cause },
  );
}
