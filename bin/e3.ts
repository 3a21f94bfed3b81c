#!/usr/bin/env node
import process from "node:process";
import { version } from "../lib/porcelain/version.js";

if (process.argv[2] === "--version") process.stdout.write(`e3 ${version}\n`);
else await import("../lib/porcelain/process.js").then(({ runProcess }) => runProcess());
