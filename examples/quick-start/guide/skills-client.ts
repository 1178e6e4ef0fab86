// #region read

import { connect, skillsOf } from "mortise";
// #endregion

// #region refused

import { MortiseError } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { createServer, skillFolder } from "mortise";

const folder = new URL("../skills/", import.meta.url);
const server = createServer({ name: "shop", version: "1.0.0" }).extend(await skillFolder(folder));

// #region read
await using client = await connect(server);
const skills = skillsOf(client);

const entries = await skills.list(); // names, descriptions and digests; no file is read
const found = entries.find(({ frontmatter }) => frontmatter.name === "pay-back");
const skill = await skills.load(found ?? "skill://pay-back/SKILL.md"); // SKILL.md, verified
const letter = await skill.read("references/LETTER.md"); // another file, verified
// #endregion

assert.match(skill.instructions, /# Pay back an order/);
assert.deepEqual(skill.files, ["SKILL.md", "references/LETTER.md"]);
assert.match(letter.text ?? "", /# The letter/);

// #region refused
try {
  await skill.read("../other/SKILL.md");
} catch (error) {
  if (!MortiseError.is(error) || error.code !== "VERIFICATION_FAILED") throw error;
  process.stdout.write(`${error.data["reason"]}: ${error.message}\n`);
}
// #endregion
await assert.rejects(skill.read("../other/SKILL.md"), { code: "VERIFICATION_FAILED" });
await server.close();
