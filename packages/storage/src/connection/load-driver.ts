import { MortiseError } from "@mortise/protocol";

/**
 * Loads an optional package.
 *
 * Rejects with MortiseError `INVALID_OPTION` and the command that installs it if it is missing. Any
 * other failure of `load` is passed on.
 */
export async function loadDriver<Module>(
  name: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new MortiseError(
      "INVALID_OPTION",
      `This database needs the package ${name}, which is not installed: npm install ${name}`,
      { cause: error },
    );
  }
}

function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(name)
  );
}
