import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { DiskError } from "../../lib/plumbing/disk.js";
import { E3Error, type ErrorKind, errorLine, hasCode } from "../../lib/plumbing/errors.js";

suite("an error", () => {
  const statuses: [ErrorKind, number][] = [
    ["failed", 1],
    ["usage", 2],
    ["missing", 3],
    ["locked", 4],
    ["damaged", 5],
    ["interrupted", 130],
  ];
  for (const [kind, status] of statuses) {
    test(`of kind ${kind} ends a command with status ${status}`, () => {
      assert.equal(new E3Error(kind, "it went wrong").status, status);
    });
  }

  test("is one line, with what to do next, and cannot drive a terminal", () => {
    assert.equal(errorLine(new E3Error("failed", "it broke")), "it broke");
    const hostile = new E3Error(
      "missing",
      "workspace 'a\nb\tc\u001b[2J\u2028\u0085' is not here",
      "look elsewhere",
    );
    const line = "workspace 'a\\nb\\tc\\u{1b}[2J\\u{2028}\\u{85}' is not here; look elsewhere";
    assert.equal(errorLine(hostile), line);
  });

  test("of the disk says what, where, why and what next", () => {
    const cause = new Error("ENOSPC");
    const full = new DiskError("write", "/repo/objects/tmp/x", "ENOSPC", { cause });
    assert.equal(
      errorLine(full),
      "cannot write '/repo/objects/tmp/x': no space left on device; make room on that disk and try again",
    );
    assert.equal(full.status, 1);
    assert.equal(full.cause, cause);
    assert.ok(hasCode(full, "EIO", "ENOSPC"));
    assert.ok(!hasCode(full, "EIO"));
    assert.ok(!hasCode("ENOSPC", "ENOSPC"));
    const both = new DiskError("rename", "/b", "EXDEV", { from: "/a" });
    assert.equal(errorLine(both), "cannot rename '/a' to '/b': cross-device link not permitted");
    assert.match(new DiskError("read", "/x", "ESTRANGE").message, /: ESTRANGE$/);
  });
});
