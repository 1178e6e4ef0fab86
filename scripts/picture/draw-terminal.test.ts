import { expect, test } from "vitest";
import { drawTerminal } from "./draw-terminal.ts";

test("colors are drawn, text is escaped, and long lines break as in a terminal", () => {
  const output = `\u001b[1m\u001b[36mAgent\u001b[39m\u001b[22m a<b\n\u001b[2m${"x".repeat(130)}\nstill dim\u001b[22m\n`;
  const { light = "", dark = "" } = drawTerminal({ command: "npm run demo", output });
  expect(light).toContain('style="fill:#0b607b" font-weight="bold">Agent</tspan>');
  expect(light).toContain("> a&lt;b</tspan>");
  expect(dark).toContain('style="fill:#62c3de" font-weight="bold">Agent</tspan>');
  const rows = [...light.matchAll(/>(x+)</g)].map(([, row = ""]) => row.length);
  expect(rows).toEqual([100, 30]);
  expect(light.match(/<text y="(\d+)"/g)).toHaveLength(5);
  expect(light).toContain('style="fill:#59636e">still dim</tspan>');
  expect(drawTerminal({ command: "npm run demo", output })).toEqual({ light, dark });
});
