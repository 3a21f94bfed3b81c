/**
 * Names in scope, for the passes over IR (spec/east-ir.md 5). One `Scope` is one function: its body sees what is declared
 * in it and nothing else, so captures are declared like parameters.
 */

/** Names with lexical blocks: an inner declaration hides an outer one until its block ends. */
export class Scope<Binding> {
  readonly #bindings = new Map<string, Binding[]>();
  /** The names declared so far, so that leaving a block can take its own away again. */
  readonly #declared: string[] = [];

  get(name: string): Binding | undefined {
    return this.#bindings.get(name)?.at(-1);
  }

  declare(name: string, binding: Binding): void {
    const hidden = this.#bindings.get(name);
    if (hidden === undefined) this.#bindings.set(name, [binding]);
    else hidden.push(binding);
    this.#declared.push(name);
  }

  /** Runs `body` in a block of its own. When it throws, the scope is of no further use. */
  block<T>(body: () => T): T {
    const start = this.#declared.length;
    const result = body();
    for (const name of this.#declared.splice(start)) this.#bindings.get(name)?.pop();
    return result;
  }
}
