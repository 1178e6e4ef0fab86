import { expect, test } from "vitest";
import { describeChange } from "./describe-change.ts";

test("a change is a diff that git applies", () => {
  expect(describeChange("src/a.ts", "one\ntwo\n", "one\nthree\n")).toBe(`--- a/src/a.ts
+++ b/src/a.ts
@@ -1,2 +1,2 @@
 one
-two
+three
`);
});
