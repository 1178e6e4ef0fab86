import { expect, test } from "vitest";
import { readFragment, writeFragment } from "./share.ts";

test("a program comes back from its fragment, whatever letters it has", async () => {
  const program = `${"const greeting = 'Grüße, 世界 🎉';\n".repeat(200)}await serve(server);`;
  const fragment = await writeFragment(program);
  expect(fragment).toMatch(/^#code=[\w-]+$/);
  expect(fragment.length).toBeLessThan(300);
  expect(await readFragment(fragment)).toBe(program);
});

test.each(["", "#tools", "#code=", "#code=%%%", "#code=aGVsbG8"])(
  "%j holds no program",
  async (fragment) => {
    expect(await readFragment(fragment)).toBeUndefined();
  },
);
