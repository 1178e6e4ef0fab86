// #region device

import { deviceCode } from "mortise/auth";
// #endregion

import assert from "node:assert/strict";

// #region device
const auth = deviceCode({
  onCode: ({ userCode, url }) => void process.stderr.write(`Open ${url}, type in ${userCode}\n`),
});
// #endregion
assert.equal(await auth.account("https://notes.example/mcp"), undefined);
