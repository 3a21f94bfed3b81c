#!/usr/bin/env node
import { runProcess } from "../lib/porcelain/process.js";

await runProcess();
