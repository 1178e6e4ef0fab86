/**
 * Lets a tsconfig.json find packages by their `exports`, as Mortise is found: `moduleResolution: "node"`
 * becomes `"bundler"` where modules are those of the language; any other text stays.
 */
export function convertCompilerOptions(text: string): string {
  if (!/"module"\s*:\s*"(?:es\w+|preserve)"/i.test(text)) return text;
  return text.replace(/("moduleResolution"\s*:\s*")node(?:10)?(")/i, "$1bundler$2");
}
