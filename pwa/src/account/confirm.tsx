import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { useTask } from "../ui/task";
import { t } from "../ui/words";

interface ConfirmProps {
  title: string;
  body: string;
  /** What will be done, in a word or two. */
  yes: string;
  /** That it will not be; where the usual word could be read as the other one. */
  no?: string;
  onYes: () => Promise<void>;
  onClose: () => void;
}

/** For what cannot be undone by another tap. Closes itself when it is done. */
export function Confirm({ title, body, yes, no, onYes, onClose }: ConfirmProps) {
  const { run, busy, failure } = useTask(async () => {
    await onYes();
    onClose();
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{no ?? t("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {yes}
          </Button>
        </>
      }
    >
      <p>{body}</p>
      <Failure error={failure} />
    </Dialog>
  );
}
