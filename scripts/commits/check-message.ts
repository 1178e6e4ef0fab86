/** Checks the message in a file, as Git's hook `commit-msg` passes it; Git's comments do not count. */
import { readFileSync } from "node:fs";
import { findCommitFaults } from "./commit-rule.ts";

const [file = ""] = process.argv.slice(2);
const message = readFileSync(file, "utf8").replace(/^#.*\n?/gm, "");
const isMerge = /^(Merge|fixup!|squash!|amend!) /.test(message);
const faults = isMerge ? [] : findCommitFaults({ id: "message", message });
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
