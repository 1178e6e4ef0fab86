import { connect, MortiseError } from "mortise";

// A command with its arguments, or a URL: connect("https://tools.example.com/mcp").
const target = { command: process.execPath, args: [`${import.meta.dirname}/tested.ts`] };

try {
  await using client = await connect(target);
  const id = process.argv[2] ?? "O-7";
  const { isError, text, structured } = await client.callTool("get_order", { id });
  if (isError) {
    process.stderr.write(`${text}\n`); // the tool says what is wrong
    process.exitCode = 1;
  } else process.stdout.write(`${JSON.stringify(structured)}\n`);
} catch (error) {
  if (!MortiseError.is(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`); // no server, no answer, …
  process.exitCode = 2;
}
