import { Button } from "@mantine/core";
import type { ResourceTemplate } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import browse from "../browse/browse.module.css";
import { CompletionField } from "../browse/completion-field.tsx";
import { ItemHead } from "../browse/item-head.tsx";
import { SendBar } from "../browse/send-bar.tsx";
import { useRequest } from "../browse/use-request.ts";
import { Icon } from "../part/icon.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { SubscribeButton } from "./subscribe-button.tsx";
import { expandTemplate, listVariables } from "./uri-template.ts";

/** One template: its variables with the server's completions, the URI as it grows, and reading it. */
export function TemplateCall(props: {
  readonly connection: ConnectionState;
  readonly template: ResourceTemplate;
}): ReactNode {
  const { connection, template } = props;
  const { uriTemplate } = template;
  const { go } = useAddress();
  const { request, failure } = useRequest(connection.id);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const uri = expandTemplate(uriTemplate, values);
  const read = async (): Promise<void> => {
    if (uri === undefined) return;
    go({ query: { uri } }, { replace: true });
    await request("resources/read", { uri });
  };
  const canComplete = connection.capabilities?.completions !== undefined;
  return (
    <section aria-label="Template" className={browse["pane"]}>
      <div className={browse["scroll"]}>
        <ItemHead
          description={template.description}
          marks={template.mimeType !== undefined && <Tag>{template.mimeType}</Tag>}
          name={uriTemplate}
          title={template.title ?? template.name ?? uriTemplate}
        />
        <div className={browse["fields"]}>
          {listVariables(uriTemplate).map(({ name, isList }) => (
            <CompletionField
              key={name}
              completed={
                canComplete
                  ? {
                      connection: connection.id,
                      reference: { type: "ref/resource", uri: uriTemplate },
                      context: otherValues(values, name),
                    }
                  : undefined
              }
              description={isList ? "Several values, one a line." : undefined}
              isMultiline={isList}
              isRequired={false}
              name={name}
              onChange={(value) => setValues({ ...values, [name]: value })}
              value={values[name] ?? ""}
            />
          ))}
        </div>
        <output aria-label="URI" className={browse["preview"]}>
          {uri === undefined ? "The template breaks RFC 6570." : <VisibleText text={uri} />}
        </output>
        {uri !== undefined && <SubscribeButton connection={connection} uri={uri} />}
      </div>
      <SendBar failure={failure} onSend={() => void read()}>
        <Button
          disabled={uri === undefined}
          leftSection={<Icon name="play" />}
          onClick={() => void read()}
        >
          Read
        </Button>
      </SendBar>
    </section>
  );
}

/** The values of the other variables, which narrow a completion (`context.arguments`). */
function otherValues(
  values: Readonly<Record<string, string>>,
  name: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter(([other, value]) => other !== name && value !== ""),
  );
}
