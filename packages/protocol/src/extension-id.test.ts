import { expect, test } from "vitest";
import { checkExtensionId } from "./extension-id.ts";

test.each(["io.modelcontextprotocol/skills", "com.example/a", "example/my_ext.v2-b", "C-1.d/X"])(
  "%s names an extension",
  (id) => expect(() => checkExtensionId(id)).not.toThrow(),
);

test.each([
  "",
  "skills",
  "/skills",
  "com.example/",
  "com..example/a",
  "1com/a",
  "com-/a",
  "com.example/a-",
  "com.example/a/b",
  "com example/a",
  `com.example/${"a".repeat(300)}`,
])("%j names none", (id) => {
  expect(() => checkExtensionId(id)).toThrow("reversed domain");
});
