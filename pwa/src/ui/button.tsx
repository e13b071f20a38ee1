import type { ButtonHTMLAttributes, ComponentChildren, PartialAnchorHTMLAttributes } from "preact";
import type { Icon } from "./icons";
import { Spinner } from "./skeleton";

interface Look {
  /** One primary button a screen at most. */
  kind?: "primary" | "secondary" | "danger" | "quiet";
  icon?: Icon;
  big?: boolean;
  /** As wide as its column. */
  wide?: boolean;
  class?: string;
  children: ComponentChildren;
}

type ButtonProps = Look &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class" | "icon"> & {
    /** Work is under way: shows it, and takes no further press. */
    busy?: boolean;
  };

export function Button({ busy = false, onClick, type = "button", ...props }: ButtonProps) {
  const { look, rest, children, Icon } = dress(props);
  // `aria-disabled`, not `disabled`: the focus stays where it is.
  return (
    <button
      {...rest}
      type={type as "button"}
      class={look}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : Icon && <Icon />}
      {children}
    </button>
  );
}

type LinkProps = Look &
  Omit<PartialAnchorHTMLAttributes<HTMLAnchorElement>, "class" | "icon" | "role"> & {
    href: string;
  };

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function ButtonLink(props: LinkProps) {
  const { look, rest, children, Icon } = dress(props);
  return (
    <a {...rest} class={look}>
      {Icon && <Icon />}
      {children}
    </a>
  );
}

function dress<P extends Look>(props: P) {
  const { kind = "secondary", icon, big, wide, class: extra, children, ...rest } = props;
  const look = ["button", `button-${kind}`, big && "button-big", wide && "button-wide", extra];
  return { look: look.filter(Boolean).join(" "), rest, children, Icon: icon };
}
