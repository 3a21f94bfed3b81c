/** How much of a large count a test runs: all of it under `npm run soak`, a tenth under `npm test`. */
export function scaled(count: number): number {
  return process.env["E3_SOAK"] === "1" ? count : Math.ceil(count / 10);
}
