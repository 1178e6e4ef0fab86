import { Button } from "@mantine/core";
import type { Prompt } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import browse from "../browse/browse.module.css";
import { CompletionField } from "../browse/completion-field.tsx";
import { ItemHead } from "../browse/item-head.tsx";
import { SendBar } from "../browse/send-bar.tsx";
import { useRequest } from "../browse/use-request.ts";
import { Icon } from "../part/icon.tsx";

/** One prompt: its arguments, each with the server's completions, and getting it. */
export function PromptCall(props: {
  readonly connection: ConnectionState;
  readonly prompt: Prompt;
}): ReactNode {
  const { connection, prompt } = props;
  const { request, failure } = useRequest(connection.id);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const get = (): void => void request("prompts/get", { name: prompt.name, arguments: given });
  const canComplete = connection.capabilities?.completions !== undefined;
  const missing = (prompt.arguments ?? []).filter(
    ({ name, required }) => required === true && given[name] === undefined,
  );
  return (
    <section aria-label="Prompt" className={browse["pane"]}>
      <div className={browse["scroll"]}>
        <ItemHead
          description={prompt.description}
          name={prompt.name}
          title={prompt.title ?? prompt.name}
        />
        <div className={browse["fields"]}>
          {(prompt.arguments ?? []).map((argument) => {
            const { [argument.name]: _own, ...context } = given;
            return (
              <CompletionField
                key={argument.name}
                completed={
                  canComplete
                    ? {
                        connection: connection.id,
                        reference: { type: "ref/prompt", name: prompt.name },
                        context,
                      }
                    : undefined
                }
                description={argument.description}
                isMultiline
                isRequired={argument.required === true}
                name={argument.name}
                onChange={(value) => setValues({ ...values, [argument.name]: value })}
                value={values[argument.name] ?? ""}
              />
            );
          })}
          {(prompt.arguments ?? []).length === 0 && (
            <p className={browse["dim"]}>It takes no arguments.</p>
          )}
        </div>
      </div>
      <SendBar failure={failure} onSend={get}>
        <Button leftSection={<Icon name="play" />} onClick={get}>
          Get
        </Button>
        {missing.length > 0 && (
          <span className={browse["dim"]}>
            {missing.map(({ name }) => name).join(", ")} missing: it will be sent anyway
          </span>
        )}
      </SendBar>
    </section>
  );
}
