import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** Bundles a script of `browser/` and gives it as the element of a page. */
export async function bundleScript(name: string): Promise<string> {
  const input = fileURLToPath(new URL(`browser/${name}.ts`, import.meta.url));
  const build = await rolldown({ input, platform: "browser" });
  const { output } = await build.generate({ minify: true, codeSplitting: false });
  await build.close();
  return `<script type="module">${output[0].code.replaceAll("</script", "<\\/script")}</script>`;
}
