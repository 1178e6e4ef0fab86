import { expect, test } from "vitest";
import { rewritePictures } from "./rewrite-pictures.ts";

const picture = `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="../images/a-dark.svg">
  <img alt="A chart" src="../images/a-light.svg" width="720">
</picture>`;

test("a picture becomes an image for each color scheme", () => {
  expect(rewritePictures(`before\n\n${picture}\n\nafter`, "docs/a.md")).toBe(
    "before\n\n![A chart](../images/a-light.svg){.on-light} ![A chart](../images/a-dark.svg){.on-dark}\n\nafter",
  );
});

test("a picture of one scheme is refused with its page", () => {
  const light = picture.replace(/ {2}<source.*\n/, "");
  expect(() => rewritePictures(light, "docs/a.md")).toThrow(
    "docs/a.md has a picture without a <source> for dark",
  );
});
