/** Shell completion made from the command tree: which words may follow which command. */
import type { Command } from 'commander';

export type Shell = 'bash' | 'zsh' | 'fish';

/** One command by its path (`ovctl lab up`), its subcommands, its long options and what its arguments may be. */
interface Place {
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly Flag[];
  readonly choices: readonly string[];
}

interface Word {
  readonly text: string;
  readonly help: string;
}

interface Flag extends Word {
  readonly short: string | undefined;
  /** The only values that it takes; none: free text, or no value. */
  readonly choices: readonly string[];
}

export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, program.name());
  switch (shell) {
    case 'bash':
      return bashScript(places);
    case 'zsh':
      return `#compdef ovctl\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(places)}`;
    case 'fish':
      return fishScript(places);
  }
}

function placesOf(command: Command, path: string): Place[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command).filter((child) => child.name() !== 'help');
  const commands = children.map((child) => ({ text: child.name(), help: child.description() }));
  const options = help
    .visibleOptions(command)
    .flatMap(({ long, short, description, argChoices = [] }) =>
      long ? [{ text: long, short, help: description, choices: argChoices }] : [],
    );
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const below = children.flatMap((child) => placesOf(child, `${path} ${child.name()}`));
  return [{ path, commands, options, choices }, ...below];
}

/** Walks the words before the cursor down the tree; what is no command there is an argument and stays. */
function bashScript(places: readonly Place[]): string {
  const paths = places.map(({ path }) => `'${path}'`).join('|');
  const cases = places.map(({ path, commands, options, choices }) => {
    const words = [...[...commands, ...options].map(({ text }) => text), ...choices].join(' ');
    return `    '${path}') words='${words}' ;;`;
  });
  const values = places.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map(({ text, short, choices }) => {
        const flags = [text, short].filter((flag) => flag !== undefined);
        const patterns = flags.map((flag) => `'${path} ${flag}'`).join('|');
        return `    ${patterns}) words='${choices.join(' ')}' ;;`;
      }),
  );
  return `_ovctl() {
  local at=ovctl words='' word
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    [ "$word" = -- ] && return
    case "$at $word" in
      ${paths}) at="$at $word" ;;
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  case "$at \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ovctl ovctl
`;
}

function fishScript(places: readonly Place[]): string {
  const paths = places.map(({ path }) => quoted(path)).join(' ');
  const lines = places.flatMap(({ path, commands, options, choices }) => {
    const here = `complete -c ovctl -n ${quoted(`__ovctl_at ${quoted(path)}`)}`;
    return [
      ...commands.map(({ text, help }) => `${here} -f -a ${text} -d ${quoted(help)}`),
      ...choices.map((choice) => `${here} -f -a ${choice}`),
      ...options.map((option) => `${here} ${fishFlag(option)} -d ${quoted(option.help)}`),
    ];
  });
  return `function __ovctl_at
  set -l at ovctl
  for word in (commandline -opc)[2..]
    if contains -- "$at $word" ${paths}
      set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function fishFlag({ text, short, choices }: Flag): string {
  const flag = `-l ${text.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  return choices.length === 0 ? flag : `${flag} -x -a ${quoted(choices.join(' '))}`;
}

/** For fish, within single quotes only these two are special. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
