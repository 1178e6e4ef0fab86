// #region code

import { createServer, createSkill, skills } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { connect, skillsOf } from "mortise";

// #region code
const payBack = createSkill(
  { name: "pay-back", description: "Pay back an order. Use when a customer wants money back." },
  {
    under: "shop/orders", // skill://shop/orders/pay-back/SKILL.md
    instructions: "Look the order up first. The letter is in LETTER.md.",
    files: { "LETTER.md": "Say what was paid back, and thank them." },
  },
);
const server = createServer({ name: "shop", version: "1.0.0" }).extend(skills([payBack]));
// #endregion

await using client = await connect(server);
const skill = await skillsOf(client).load("skill://shop/orders/pay-back/SKILL.md");
assert.equal((await skill.read("LETTER.md")).text, "Say what was paid back, and thank them.");
