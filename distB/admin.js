import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);
import {
  ProductError,
  __commonJS,
  __require,
  __toESM,
  addressSchema,
  callbackPath,
  canvasScopes,
  connectMongo,
  createLog,
  createServices,
  defaultInstitutionSettings,
  describeIssues,
  en,
  explainIssue,
  external_exports,
  findUrlFault,
  institutionSchema,
  institutionSettingsSchema,
  invitePath,
  openMongoDb,
  platformSchema,
  readSettings,
  runStates,
  settingFields,
  systemSleep,
  toProductError,
  writtenCanvasConnectionSchema,
  writtenSisConnectionSchema
} from "./chunk-XI5UBEM4.js";

// node_modules/commander/lib/error.js
var require_error = __commonJS({
  "node_modules/commander/lib/error.js"(exports) {
    var CommanderError2 = class extends Error {
      /**
       * Constructs the CommanderError class
       * @param {number} exitCode suggested exit code which could be used with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       */
      constructor(exitCode, code, message) {
        super(message), Error.captureStackTrace(this, this.constructor), this.name = this.constructor.name, this.code = code, this.exitCode = exitCode, this.nestedError = void 0;
      }
    }, InvalidArgumentError2 = class extends CommanderError2 {
      /**
       * Constructs the InvalidArgumentError class
       * @param {string} [message] explanation of why argument is invalid
       */
      constructor(message) {
        super(1, "commander.invalidArgument", message), Error.captureStackTrace(this, this.constructor), this.name = this.constructor.name;
      }
    };
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
  }
});

// node_modules/commander/lib/argument.js
var require_argument = __commonJS({
  "node_modules/commander/lib/argument.js"(exports) {
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error(), Argument2 = class {
      /**
       * Initialize a new command argument with the given name and description.
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @param {string} name
       * @param {string} [description]
       */
      constructor(name, description) {
        switch (this.description = description || "", this.variadic = !1, this.parseArg = void 0, this.defaultValue = void 0, this.defaultValueDescription = void 0, this.argChoices = void 0, name[0]) {
          case "<":
            this.required = !0, this._name = name.slice(1, -1);
            break;
          case "[":
            this.required = !1, this._name = name.slice(1, -1);
            break;
          default:
            this.required = !0, this._name = name;
            break;
        }
        this._name.endsWith("...") && (this.variadic = !0, this._name = this._name.slice(0, -3));
      }
      /**
       * Return argument name.
       *
       * @return {string}
       */
      name() {
        return this._name;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        return previous === this.defaultValue || !Array.isArray(previous) ? [value] : (previous.push(value), previous);
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Argument}
       */
      default(value, description) {
        return this.defaultValue = value, this.defaultValueDescription = description, this;
      }
      /**
       * Set the custom handler for processing CLI command arguments into argument values.
       *
       * @param {Function} [fn]
       * @return {Argument}
       */
      argParser(fn) {
        return this.parseArg = fn, this;
      }
      /**
       * Only allow argument value to be one of choices.
       *
       * @param {string[]} values
       * @return {Argument}
       */
      choices(values) {
        return this.argChoices = values.slice(), this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg))
            throw new InvalidArgumentError2(
              `Allowed choices are ${this.argChoices.join(", ")}.`
            );
          return this.variadic ? this._collectValue(arg, previous) : arg;
        }, this;
      }
      /**
       * Make argument required.
       *
       * @returns {Argument}
       */
      argRequired() {
        return this.required = !0, this;
      }
      /**
       * Make argument optional.
       *
       * @returns {Argument}
       */
      argOptional() {
        return this.required = !1, this;
      }
    };
    function humanReadableArgName(arg) {
      let nameOutput = arg.name() + (arg.variadic === !0 ? "..." : "");
      return arg.required ? "<" + nameOutput + ">" : "[" + nameOutput + "]";
    }
    exports.Argument = Argument2;
    exports.humanReadableArgName = humanReadableArgName;
  }
});

// node_modules/commander/lib/help.js
var require_help = __commonJS({
  "node_modules/commander/lib/help.js"(exports) {
    var { humanReadableArgName } = require_argument(), Help2 = class {
      constructor() {
        this.helpWidth = void 0, this.minWidthToWrap = 40, this.sortSubcommands = !1, this.sortOptions = !1, this.showGlobalOptions = !1;
      }
      /**
       * prepareContext is called by Commander after applying overrides from `Command.configureHelp()`
       * and just before calling `formatHelp()`.
       *
       * Commander just uses the helpWidth and the rest is provided for optional use by more complex subclasses.
       *
       * @param {{ error?: boolean, helpWidth?: number, outputHasColors?: boolean }} contextOptions
       */
      prepareContext(contextOptions) {
        this.helpWidth = this.helpWidth ?? contextOptions.helpWidth ?? 80;
      }
      /**
       * Get an array of the visible subcommands. Includes a placeholder for the implicit help command, if there is one.
       *
       * @param {Command} cmd
       * @returns {Command[]}
       */
      visibleCommands(cmd) {
        let visibleCommands = cmd.commands.filter((cmd2) => !cmd2._hidden), helpCommand = cmd._getHelpCommand();
        return helpCommand && !helpCommand._hidden && visibleCommands.push(helpCommand), this.sortSubcommands && visibleCommands.sort((a, b) => a.name().localeCompare(b.name())), visibleCommands;
      }
      /**
       * Compare options for sort.
       *
       * @param {Option} a
       * @param {Option} b
       * @returns {number}
       */
      compareOptions(a, b) {
        let getSortKey = (option2) => option2.short ? option2.short.replace(/^-/, "") : option2.long.replace(/^--/, "");
        return getSortKey(a).localeCompare(getSortKey(b));
      }
      /**
       * Get an array of the visible options. Includes a placeholder for the implicit help option, if there is one.
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleOptions(cmd) {
        let visibleOptions = cmd.options.filter((option2) => !option2.hidden), helpOption = cmd._getHelpOption();
        if (helpOption && !helpOption.hidden) {
          let removeShort = helpOption.short && cmd._findOption(helpOption.short), removeLong = helpOption.long && cmd._findOption(helpOption.long);
          !removeShort && !removeLong ? visibleOptions.push(helpOption) : helpOption.long && !removeLong ? visibleOptions.push(
            cmd.createOption(helpOption.long, helpOption.description)
          ) : helpOption.short && !removeShort && visibleOptions.push(
            cmd.createOption(helpOption.short, helpOption.description)
          );
        }
        return this.sortOptions && visibleOptions.sort(this.compareOptions), visibleOptions;
      }
      /**
       * Get an array of the visible global options. (Not including help.)
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleGlobalOptions(cmd) {
        if (!this.showGlobalOptions) return [];
        let globalOptions = [];
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
          let visibleOptions = ancestorCmd.options.filter(
            (option2) => !option2.hidden
          );
          globalOptions.push(...visibleOptions);
        }
        return this.sortOptions && globalOptions.sort(this.compareOptions), globalOptions;
      }
      /**
       * Get an array of the arguments if any have a description.
       *
       * @param {Command} cmd
       * @returns {Argument[]}
       */
      visibleArguments(cmd) {
        return cmd._argsDescription && cmd.registeredArguments.forEach((argument2) => {
          argument2.description = argument2.description || cmd._argsDescription[argument2.name()] || "";
        }), cmd.registeredArguments.find((argument2) => argument2.description) ? cmd.registeredArguments : [];
      }
      /**
       * Get the command term to show in the list of subcommands.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandTerm(cmd) {
        let args = cmd.registeredArguments.map((arg) => humanReadableArgName(arg)).join(" ");
        return cmd._name + (cmd._aliases[0] ? "|" + cmd._aliases[0] : "") + (cmd.options.length ? " [options]" : "") + // simplistic check for non-help option
        (args ? " " + args : "");
      }
      /**
       * Get the option term to show in the list of options.
       *
       * @param {Option} option
       * @returns {string}
       */
      optionTerm(option2) {
        return option2.flags;
      }
      /**
       * Get the argument term to show in the list of arguments.
       *
       * @param {Argument} argument
       * @returns {string}
       */
      argumentTerm(argument2) {
        return argument2.name();
      }
      /**
       * Get the longest command term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestSubcommandTermLength(cmd, helper) {
        return helper.visibleCommands(cmd).reduce((max, command) => Math.max(
          max,
          this.displayWidth(
            helper.styleSubcommandTerm(helper.subcommandTerm(command))
          )
        ), 0);
      }
      /**
       * Get the longest option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestOptionTermLength(cmd, helper) {
        return helper.visibleOptions(cmd).reduce((max, option2) => Math.max(
          max,
          this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option2)))
        ), 0);
      }
      /**
       * Get the longest global option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestGlobalOptionTermLength(cmd, helper) {
        return helper.visibleGlobalOptions(cmd).reduce((max, option2) => Math.max(
          max,
          this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option2)))
        ), 0);
      }
      /**
       * Get the longest argument term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestArgumentTermLength(cmd, helper) {
        return helper.visibleArguments(cmd).reduce((max, argument2) => Math.max(
          max,
          this.displayWidth(
            helper.styleArgumentTerm(helper.argumentTerm(argument2))
          )
        ), 0);
      }
      /**
       * Get the command usage to be displayed at the top of the built-in help.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandUsage(cmd) {
        let cmdName = cmd._name;
        cmd._aliases[0] && (cmdName = cmdName + "|" + cmd._aliases[0]);
        let ancestorCmdNames = "";
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent)
          ancestorCmdNames = ancestorCmd.name() + " " + ancestorCmdNames;
        return ancestorCmdNames + cmdName + " " + cmd.usage();
      }
      /**
       * Get the description for the command.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandDescription(cmd) {
        return cmd.description();
      }
      /**
       * Get the subcommand summary to show in the list of subcommands.
       * (Fallback to description for backwards compatibility.)
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandDescription(cmd) {
        return cmd.summary() || cmd.description();
      }
      /**
       * Get the option description to show in the list of options.
       *
       * @param {Option} option
       * @return {string}
       */
      optionDescription(option2) {
        let extraInfo = [];
        if (option2.argChoices && extraInfo.push(
          // use stringify to match the display of the default value
          `choices: ${option2.argChoices.map((choice) => JSON.stringify(choice)).join(", ")}`
        ), option2.defaultValue !== void 0 && (option2.required || option2.optional || option2.isBoolean() && typeof option2.defaultValue == "boolean") && extraInfo.push(
          `default: ${option2.defaultValueDescription || JSON.stringify(option2.defaultValue)}`
        ), option2.presetArg !== void 0 && option2.optional && extraInfo.push(`preset: ${JSON.stringify(option2.presetArg)}`), option2.envVar !== void 0 && extraInfo.push(`env: ${option2.envVar}`), extraInfo.length > 0) {
          let extraDescription = `(${extraInfo.join(", ")})`;
          return option2.description ? `${option2.description} ${extraDescription}` : extraDescription;
        }
        return option2.description;
      }
      /**
       * Get the argument description to show in the list of arguments.
       *
       * @param {Argument} argument
       * @return {string}
       */
      argumentDescription(argument2) {
        let extraInfo = [];
        if (argument2.argChoices && extraInfo.push(
          // use stringify to match the display of the default value
          `choices: ${argument2.argChoices.map((choice) => JSON.stringify(choice)).join(", ")}`
        ), argument2.defaultValue !== void 0 && extraInfo.push(
          `default: ${argument2.defaultValueDescription || JSON.stringify(argument2.defaultValue)}`
        ), extraInfo.length > 0) {
          let extraDescription = `(${extraInfo.join(", ")})`;
          return argument2.description ? `${argument2.description} ${extraDescription}` : extraDescription;
        }
        return argument2.description;
      }
      /**
       * Format a list of items, given a heading and an array of formatted items.
       *
       * @param {string} heading
       * @param {string[]} items
       * @param {Help} helper
       * @returns string[]
       */
      formatItemList(heading, items, helper) {
        return items.length === 0 ? [] : [helper.styleTitle(heading), ...items, ""];
      }
      /**
       * Group items by their help group heading.
       *
       * @param {Command[] | Option[]} unsortedItems
       * @param {Command[] | Option[]} visibleItems
       * @param {Function} getGroup
       * @returns {Map<string, Command[] | Option[]>}
       */
      groupItems(unsortedItems, visibleItems, getGroup) {
        let result = /* @__PURE__ */ new Map();
        return unsortedItems.forEach((item) => {
          let group = getGroup(item);
          result.has(group) || result.set(group, []);
        }), visibleItems.forEach((item) => {
          let group = getGroup(item);
          result.has(group) || result.set(group, []), result.get(group).push(item);
        }), result;
      }
      /**
       * Generate the built-in help text.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {string}
       */
      formatHelp(cmd, helper) {
        let termWidth = helper.padWidth(cmd, helper), helpWidth = helper.helpWidth ?? 80;
        function callFormatItem(term, description) {
          return helper.formatItem(term, termWidth, description, helper);
        }
        let output = [
          `${helper.styleTitle("Usage:")} ${helper.styleUsage(helper.commandUsage(cmd))}`,
          ""
        ], commandDescription = helper.commandDescription(cmd);
        commandDescription.length > 0 && (output = output.concat([
          helper.boxWrap(
            helper.styleCommandDescription(commandDescription),
            helpWidth
          ),
          ""
        ]));
        let argumentList = helper.visibleArguments(cmd).map((argument2) => callFormatItem(
          helper.styleArgumentTerm(helper.argumentTerm(argument2)),
          helper.styleArgumentDescription(helper.argumentDescription(argument2))
        ));
        if (output = output.concat(
          this.formatItemList("Arguments:", argumentList, helper)
        ), this.groupItems(
          cmd.options,
          helper.visibleOptions(cmd),
          (option2) => option2.helpGroupHeading ?? "Options:"
        ).forEach((options, group) => {
          let optionList = options.map((option2) => callFormatItem(
            helper.styleOptionTerm(helper.optionTerm(option2)),
            helper.styleOptionDescription(helper.optionDescription(option2))
          ));
          output = output.concat(this.formatItemList(group, optionList, helper));
        }), helper.showGlobalOptions) {
          let globalOptionList = helper.visibleGlobalOptions(cmd).map((option2) => callFormatItem(
            helper.styleOptionTerm(helper.optionTerm(option2)),
            helper.styleOptionDescription(helper.optionDescription(option2))
          ));
          output = output.concat(
            this.formatItemList("Global Options:", globalOptionList, helper)
          );
        }
        return this.groupItems(
          cmd.commands,
          helper.visibleCommands(cmd),
          (sub) => sub.helpGroup() || "Commands:"
        ).forEach((commands2, group) => {
          let commandList = commands2.map((sub) => callFormatItem(
            helper.styleSubcommandTerm(helper.subcommandTerm(sub)),
            helper.styleSubcommandDescription(helper.subcommandDescription(sub))
          ));
          output = output.concat(this.formatItemList(group, commandList, helper));
        }), output.join(`
`);
      }
      /**
       * Return display width of string, ignoring ANSI escape sequences. Used in padding and wrapping calculations.
       *
       * @param {string} str
       * @returns {number}
       */
      displayWidth(str) {
        return stripColor(str).length;
      }
      /**
       * Style the title for displaying in the help. Called with 'Usage:', 'Options:', etc.
       *
       * @param {string} str
       * @returns {string}
       */
      styleTitle(str) {
        return str;
      }
      styleUsage(str) {
        return str.split(" ").map((word) => word === "[options]" ? this.styleOptionText(word) : word === "[command]" ? this.styleSubcommandText(word) : word[0] === "[" || word[0] === "<" ? this.styleArgumentText(word) : this.styleCommandText(word)).join(" ");
      }
      styleCommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleOptionDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleSubcommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleArgumentDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleDescriptionText(str) {
        return str;
      }
      styleOptionTerm(str) {
        return this.styleOptionText(str);
      }
      styleSubcommandTerm(str) {
        return str.split(" ").map((word) => word === "[options]" ? this.styleOptionText(word) : word[0] === "[" || word[0] === "<" ? this.styleArgumentText(word) : this.styleSubcommandText(word)).join(" ");
      }
      styleArgumentTerm(str) {
        return this.styleArgumentText(str);
      }
      styleOptionText(str) {
        return str;
      }
      styleArgumentText(str) {
        return str;
      }
      styleSubcommandText(str) {
        return str;
      }
      styleCommandText(str) {
        return str;
      }
      /**
       * Calculate the pad width from the maximum term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      padWidth(cmd, helper) {
        return Math.max(
          helper.longestOptionTermLength(cmd, helper),
          helper.longestGlobalOptionTermLength(cmd, helper),
          helper.longestSubcommandTermLength(cmd, helper),
          helper.longestArgumentTermLength(cmd, helper)
        );
      }
      /**
       * Detect manually wrapped and indented strings by checking for line break followed by whitespace.
       *
       * @param {string} str
       * @returns {boolean}
       */
      preformatted(str) {
        return /\n[^\S\r\n]/.test(str);
      }
      /**
       * Format the "item", which consists of a term and description. Pad the term and wrap the description, indenting the following lines.
       *
       * So "TTT", 5, "DDD DDDD DD DDD" might be formatted for this.helpWidth=17 like so:
       *   TTT  DDD DDDD
       *        DD DDD
       *
       * @param {string} term
       * @param {number} termWidth
       * @param {string} description
       * @param {Help} helper
       * @returns {string}
       */
      formatItem(term, termWidth, description, helper) {
        let itemIndentStr = " ".repeat(2);
        if (!description) return itemIndentStr + term;
        let paddedTerm = term.padEnd(
          termWidth + term.length - helper.displayWidth(term)
        ), spacerWidth = 2, remainingWidth = (this.helpWidth ?? 80) - termWidth - spacerWidth - 2, formattedDescription;
        return remainingWidth < this.minWidthToWrap || helper.preformatted(description) ? formattedDescription = description : formattedDescription = helper.boxWrap(description, remainingWidth).replace(
          /\n/g,
          `
` + " ".repeat(termWidth + spacerWidth)
        ), itemIndentStr + paddedTerm + " ".repeat(spacerWidth) + formattedDescription.replace(/\n/g, `
${itemIndentStr}`);
      }
      /**
       * Wrap a string at whitespace, preserving existing line breaks.
       * Wrapping is skipped if the width is less than `minWidthToWrap`.
       *
       * @param {string} str
       * @param {number} width
       * @returns {string}
       */
      boxWrap(str, width) {
        if (width < this.minWidthToWrap) return str;
        let rawLines = str.split(/\r\n|\n/), chunkPattern = /[\s]*[^\s]+/g, wrappedLines = [];
        return rawLines.forEach((line) => {
          let chunks = line.match(chunkPattern);
          if (chunks === null) {
            wrappedLines.push("");
            return;
          }
          let sumChunks = [chunks.shift()], sumWidth = this.displayWidth(sumChunks[0]);
          chunks.forEach((chunk) => {
            let visibleWidth = this.displayWidth(chunk);
            if (sumWidth + visibleWidth <= width) {
              sumChunks.push(chunk), sumWidth += visibleWidth;
              return;
            }
            wrappedLines.push(sumChunks.join(""));
            let nextChunk = chunk.trimStart();
            sumChunks = [nextChunk], sumWidth = this.displayWidth(nextChunk);
          }), wrappedLines.push(sumChunks.join(""));
        }), wrappedLines.join(`
`);
      }
    };
    function stripColor(str) {
      let sgrPattern = /\x1b\[\d*(;\d*)*m/g;
      return str.replace(sgrPattern, "");
    }
    exports.Help = Help2;
    exports.stripColor = stripColor;
  }
});

// node_modules/commander/lib/option.js
var require_option = __commonJS({
  "node_modules/commander/lib/option.js"(exports) {
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error(), Option2 = class {
      /**
       * Initialize a new `Option` with the given `flags` and `description`.
       *
       * @param {string} flags
       * @param {string} [description]
       */
      constructor(flags, description) {
        this.flags = flags, this.description = description || "", this.required = flags.includes("<"), this.optional = flags.includes("["), this.variadic = /\w\.\.\.[>\]]$/.test(flags), this.mandatory = !1;
        let optionFlags = splitOptionFlags(flags);
        this.short = optionFlags.shortFlag, this.long = optionFlags.longFlag, this.negate = !1, this.long && (this.negate = this.long.startsWith("--no-")), this.defaultValue = void 0, this.defaultValueDescription = void 0, this.presetArg = void 0, this.envVar = void 0, this.parseArg = void 0, this.hidden = !1, this.argChoices = void 0, this.conflictsWith = [], this.implied = void 0, this.helpGroupHeading = void 0;
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Option}
       */
      default(value, description) {
        return this.defaultValue = value, this.defaultValueDescription = description, this;
      }
      /**
       * Preset to use when option used without option-argument, especially optional but also boolean and negated.
       * The custom processing (parseArg) is called.
       *
       * @example
       * new Option('--color').default('GREYSCALE').preset('RGB');
       * new Option('--donate [amount]').preset('20').argParser(parseFloat);
       *
       * @param {*} arg
       * @return {Option}
       */
      preset(arg) {
        return this.presetArg = arg, this;
      }
      /**
       * Add option name(s) that conflict with this option.
       * An error will be displayed if conflicting options are found during parsing.
       *
       * @example
       * new Option('--rgb').conflicts('cmyk');
       * new Option('--js').conflicts(['ts', 'jsx']);
       *
       * @param {(string | string[])} names
       * @return {Option}
       */
      conflicts(names) {
        return this.conflictsWith = this.conflictsWith.concat(names), this;
      }
      /**
       * Specify implied option values for when this option is set and the implied options are not.
       *
       * The custom processing (parseArg) is not called on the implied values.
       *
       * @example
       * program
       *   .addOption(new Option('--log', 'write logging information to file'))
       *   .addOption(new Option('--trace', 'log extra details').implies({ log: 'trace.txt' }));
       *
       * @param {object} impliedOptionValues
       * @return {Option}
       */
      implies(impliedOptionValues) {
        let newImplied = impliedOptionValues;
        return typeof impliedOptionValues == "string" && (newImplied = { [impliedOptionValues]: !0 }), this.implied = Object.assign(this.implied || {}, newImplied), this;
      }
      /**
       * Set environment variable to check for option value.
       *
       * An environment variable is only used if when processed the current option value is
       * undefined, or the source of the current value is 'default' or 'config' or 'env'.
       *
       * @param {string} name
       * @return {Option}
       */
      env(name) {
        return this.envVar = name, this;
      }
      /**
       * Set the custom handler for processing CLI option arguments into option values.
       *
       * @param {Function} [fn]
       * @return {Option}
       */
      argParser(fn) {
        return this.parseArg = fn, this;
      }
      /**
       * Whether the option is mandatory and must have a value after parsing.
       *
       * @param {boolean} [mandatory=true]
       * @return {Option}
       */
      makeOptionMandatory(mandatory = !0) {
        return this.mandatory = !!mandatory, this;
      }
      /**
       * Hide option in help.
       *
       * @param {boolean} [hide=true]
       * @return {Option}
       */
      hideHelp(hide = !0) {
        return this.hidden = !!hide, this;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        return previous === this.defaultValue || !Array.isArray(previous) ? [value] : (previous.push(value), previous);
      }
      /**
       * Only allow option value to be one of choices.
       *
       * @param {string[]} values
       * @return {Option}
       */
      choices(values) {
        return this.argChoices = values.slice(), this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg))
            throw new InvalidArgumentError2(
              `Allowed choices are ${this.argChoices.join(", ")}.`
            );
          return this.variadic ? this._collectValue(arg, previous) : arg;
        }, this;
      }
      /**
       * Return option name.
       *
       * @return {string}
       */
      name() {
        return this.long ? this.long.replace(/^--/, "") : this.short.replace(/^-/, "");
      }
      /**
       * Return option name, in a camelcase format that can be used
       * as an object attribute key.
       *
       * @return {string}
       */
      attributeName() {
        return this.negate ? camelcase(this.name().replace(/^no-/, "")) : camelcase(this.name());
      }
      /**
       * Set the help group heading.
       *
       * @param {string} heading
       * @return {Option}
       */
      helpGroup(heading) {
        return this.helpGroupHeading = heading, this;
      }
      /**
       * Check if `arg` matches the short or long flag.
       *
       * @param {string} arg
       * @return {boolean}
       * @package
       */
      is(arg) {
        return this.short === arg || this.long === arg;
      }
      /**
       * Return whether a boolean option.
       *
       * Options are one of boolean, negated, required argument, or optional argument.
       *
       * @return {boolean}
       * @package
       */
      isBoolean() {
        return !this.required && !this.optional && !this.negate;
      }
    }, DualOptions = class {
      /**
       * @param {Option[]} options
       */
      constructor(options) {
        this.positiveOptions = /* @__PURE__ */ new Map(), this.negativeOptions = /* @__PURE__ */ new Map(), this.dualOptions = /* @__PURE__ */ new Set(), options.forEach((option2) => {
          option2.negate ? this.negativeOptions.set(option2.attributeName(), option2) : this.positiveOptions.set(option2.attributeName(), option2);
        }), this.negativeOptions.forEach((value, key) => {
          this.positiveOptions.has(key) && this.dualOptions.add(key);
        });
      }
      /**
       * Did the value come from the option, and not from possible matching dual option?
       *
       * @param {*} value
       * @param {Option} option
       * @returns {boolean}
       */
      valueFromOption(value, option2) {
        let optionKey = option2.attributeName();
        if (!this.dualOptions.has(optionKey)) return !0;
        let preset = this.negativeOptions.get(optionKey).presetArg, negativeValue = preset !== void 0 ? preset : !1;
        return option2.negate === (negativeValue === value);
      }
    };
    function camelcase(str) {
      return str.split("-").reduce((str2, word) => str2 + word[0].toUpperCase() + word.slice(1));
    }
    function splitOptionFlags(flags) {
      let shortFlag, longFlag, shortFlagExp = /^-[^-]$/, longFlagExp = /^--[^-]/, flagParts = flags.split(/[ |,]+/).concat("guard");
      if (shortFlagExp.test(flagParts[0]) && (shortFlag = flagParts.shift()), longFlagExp.test(flagParts[0]) && (longFlag = flagParts.shift()), !shortFlag && shortFlagExp.test(flagParts[0]) && (shortFlag = flagParts.shift()), !shortFlag && longFlagExp.test(flagParts[0]) && (shortFlag = longFlag, longFlag = flagParts.shift()), flagParts[0].startsWith("-")) {
        let unsupportedFlag = flagParts[0], baseError = `option creation failed due to '${unsupportedFlag}' in option flags '${flags}'`;
        throw /^-[^-][^-]/.test(unsupportedFlag) ? new Error(
          `${baseError}
- a short flag is a single dash and a single character
  - either use a single dash and a single character (for a short flag)
  - or use a double dash for a long option (and can have two, like '--ws, --workspace')`
        ) : shortFlagExp.test(unsupportedFlag) ? new Error(`${baseError}
- too many short flags`) : longFlagExp.test(unsupportedFlag) ? new Error(`${baseError}
- too many long flags`) : new Error(`${baseError}
- unrecognised flag format`);
      }
      if (shortFlag === void 0 && longFlag === void 0)
        throw new Error(
          `option creation failed due to no flags found in '${flags}'.`
        );
      return { shortFlag, longFlag };
    }
    exports.Option = Option2;
    exports.DualOptions = DualOptions;
  }
});

// node_modules/commander/lib/suggestSimilar.js
var require_suggestSimilar = __commonJS({
  "node_modules/commander/lib/suggestSimilar.js"(exports) {
    function editDistance(a, b) {
      if (Math.abs(a.length - b.length) > 3)
        return Math.max(a.length, b.length);
      let d = [];
      for (let i = 0; i <= a.length; i++)
        d[i] = [i];
      for (let j = 0; j <= b.length; j++)
        d[0][j] = j;
      for (let j = 1; j <= b.length; j++)
        for (let i = 1; i <= a.length; i++) {
          let cost = 1;
          a[i - 1] === b[j - 1] ? cost = 0 : cost = 1, d[i][j] = Math.min(
            d[i - 1][j] + 1,
            // deletion
            d[i][j - 1] + 1,
            // insertion
            d[i - 1][j - 1] + cost
            // substitution
          ), i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && (d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1));
        }
      return d[a.length][b.length];
    }
    function suggestSimilar(word, candidates) {
      if (!candidates || candidates.length === 0) return "";
      candidates = Array.from(new Set(candidates));
      let searchingOptions = word.startsWith("--");
      searchingOptions && (word = word.slice(2), candidates = candidates.map((candidate) => candidate.slice(2)));
      let similar = [], bestDistance = 3, minSimilarity = 0.4;
      return candidates.forEach((candidate) => {
        if (candidate.length <= 1) return;
        let distance = editDistance(word, candidate), length = Math.max(word.length, candidate.length);
        (length - distance) / length > minSimilarity && (distance < bestDistance ? (bestDistance = distance, similar = [candidate]) : distance === bestDistance && similar.push(candidate));
      }), similar.sort((a, b) => a.localeCompare(b)), searchingOptions && (similar = similar.map((candidate) => `--${candidate}`)), similar.length > 1 ? `
(Did you mean one of ${similar.join(", ")}?)` : similar.length === 1 ? `
(Did you mean ${similar[0]}?)` : "";
    }
    exports.suggestSimilar = suggestSimilar;
  }
});

// node_modules/commander/lib/command.js
var require_command = __commonJS({
  "node_modules/commander/lib/command.js"(exports) {
    var EventEmitter = __require("node:events").EventEmitter, childProcess = __require("node:child_process"), path = __require("node:path"), fs = __require("node:fs"), process2 = __require("node:process"), { Argument: Argument2, humanReadableArgName } = require_argument(), { CommanderError: CommanderError2 } = require_error(), { Help: Help2, stripColor } = require_help(), { Option: Option2, DualOptions } = require_option(), { suggestSimilar } = require_suggestSimilar(), Command2 = class _Command extends EventEmitter {
      /**
       * Initialize a new `Command`.
       *
       * @param {string} [name]
       */
      constructor(name) {
        super(), this.commands = [], this.options = [], this.parent = null, this._allowUnknownOption = !1, this._allowExcessArguments = !1, this.registeredArguments = [], this._args = this.registeredArguments, this.args = [], this.rawArgs = [], this.processedArgs = [], this._scriptPath = null, this._name = name || "", this._optionValues = {}, this._optionValueSources = {}, this._storeOptionsAsProperties = !1, this._actionHandler = null, this._executableHandler = !1, this._executableFile = null, this._executableDir = null, this._defaultCommandName = null, this._exitCallback = null, this._aliases = [], this._combineFlagAndOptionalValue = !0, this._description = "", this._summary = "", this._argsDescription = void 0, this._enablePositionalOptions = !1, this._passThroughOptions = !1, this._lifeCycleHooks = {}, this._showHelpAfterError = !1, this._showSuggestionAfterError = !0, this._savedState = null, this._outputConfiguration = {
          writeOut: (str) => process2.stdout.write(str),
          writeErr: (str) => process2.stderr.write(str),
          outputError: (str, write) => write(str),
          getOutHelpWidth: () => process2.stdout.isTTY ? process2.stdout.columns : void 0,
          getErrHelpWidth: () => process2.stderr.isTTY ? process2.stderr.columns : void 0,
          getOutHasColors: () => useColor() ?? (process2.stdout.isTTY && process2.stdout.hasColors?.()),
          getErrHasColors: () => useColor() ?? (process2.stderr.isTTY && process2.stderr.hasColors?.()),
          stripColor: (str) => stripColor(str)
        }, this._hidden = !1, this._helpOption = void 0, this._addImplicitHelpCommand = void 0, this._helpCommand = void 0, this._helpConfiguration = {}, this._helpGroupHeading = void 0, this._defaultCommandGroup = void 0, this._defaultOptionGroup = void 0;
      }
      /**
       * Copy settings that are useful to have in common across root command and subcommands.
       *
       * (Used internally when adding a command using `.command()` so subcommands inherit parent settings.)
       *
       * @param {Command} sourceCommand
       * @return {Command} `this` command for chaining
       */
      copyInheritedSettings(sourceCommand) {
        return this._outputConfiguration = sourceCommand._outputConfiguration, this._helpOption = sourceCommand._helpOption, this._helpCommand = sourceCommand._helpCommand, this._helpConfiguration = sourceCommand._helpConfiguration, this._exitCallback = sourceCommand._exitCallback, this._storeOptionsAsProperties = sourceCommand._storeOptionsAsProperties, this._combineFlagAndOptionalValue = sourceCommand._combineFlagAndOptionalValue, this._allowExcessArguments = sourceCommand._allowExcessArguments, this._enablePositionalOptions = sourceCommand._enablePositionalOptions, this._showHelpAfterError = sourceCommand._showHelpAfterError, this._showSuggestionAfterError = sourceCommand._showSuggestionAfterError, this;
      }
      /**
       * @returns {Command[]}
       * @private
       */
      _getCommandAndAncestors() {
        let result = [];
        for (let command = this; command; command = command.parent)
          result.push(command);
        return result;
      }
      /**
       * Define a command.
       *
       * There are two styles of command: pay attention to where to put the description.
       *
       * @example
       * // Command implemented using action handler (description is supplied separately to `.command`)
       * program
       *   .command('clone <source> [destination]')
       *   .description('clone a repository into a newly created directory')
       *   .action((source, destination) => {
       *     console.log('clone command called');
       *   });
       *
       * // Command implemented using separate executable file (description is second parameter to `.command`)
       * program
       *   .command('start <service>', 'start named service')
       *   .command('stop [service]', 'stop named service, or all if no name supplied');
       *
       * @param {string} nameAndArgs - command name and arguments, args are `<required>` or `[optional]` and last may also be `variadic...`
       * @param {(object | string)} [actionOptsOrExecDesc] - configuration options (for action), or description (for executable)
       * @param {object} [execOpts] - configuration options (for executable)
       * @return {Command} returns new command for action handler, or `this` for executable command
       */
      command(nameAndArgs, actionOptsOrExecDesc, execOpts) {
        let desc = actionOptsOrExecDesc, opts = execOpts;
        typeof desc == "object" && desc !== null && (opts = desc, desc = null), opts = opts || {};
        let [, name, args] = nameAndArgs.match(/([^ ]+) *(.*)/), cmd = this.createCommand(name);
        return desc && (cmd.description(desc), cmd._executableHandler = !0), opts.isDefault && (this._defaultCommandName = cmd._name), cmd._hidden = !!(opts.noHelp || opts.hidden), cmd._executableFile = opts.executableFile || null, args && cmd.arguments(args), this._registerCommand(cmd), cmd.parent = this, cmd.copyInheritedSettings(this), desc ? this : cmd;
      }
      /**
       * Factory routine to create a new unattached command.
       *
       * See .command() for creating an attached subcommand, which uses this routine to
       * create the command. You can override createCommand to customise subcommands.
       *
       * @param {string} [name]
       * @return {Command} new command
       */
      createCommand(name) {
        return new _Command(name);
      }
      /**
       * You can customise the help with a subclass of Help by overriding createHelp,
       * or by overriding Help properties using configureHelp().
       *
       * @return {Help}
       */
      createHelp() {
        return Object.assign(new Help2(), this.configureHelp());
      }
      /**
       * You can customise the help by overriding Help properties using configureHelp(),
       * or with a subclass of Help by overriding createHelp().
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureHelp(configuration) {
        return configuration === void 0 ? this._helpConfiguration : (this._helpConfiguration = configuration, this);
      }
      /**
       * The default output goes to stdout and stderr. You can customise this for special
       * applications. You can also customise the display of errors by overriding outputError.
       *
       * The configuration properties are all functions:
       *
       *     // change how output being written, defaults to stdout and stderr
       *     writeOut(str)
       *     writeErr(str)
       *     // change how output being written for errors, defaults to writeErr
       *     outputError(str, write) // used for displaying errors and not used for displaying help
       *     // specify width for wrapping help
       *     getOutHelpWidth()
       *     getErrHelpWidth()
       *     // color support, currently only used with Help
       *     getOutHasColors()
       *     getErrHasColors()
       *     stripColor() // used to remove ANSI escape codes if output does not have colors
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureOutput(configuration) {
        return configuration === void 0 ? this._outputConfiguration : (this._outputConfiguration = {
          ...this._outputConfiguration,
          ...configuration
        }, this);
      }
      /**
       * Display the help or a custom message after an error occurs.
       *
       * @param {(boolean|string)} [displayHelp]
       * @return {Command} `this` command for chaining
       */
      showHelpAfterError(displayHelp = !0) {
        return typeof displayHelp != "string" && (displayHelp = !!displayHelp), this._showHelpAfterError = displayHelp, this;
      }
      /**
       * Display suggestion of similar commands for unknown commands, or options for unknown options.
       *
       * @param {boolean} [displaySuggestion]
       * @return {Command} `this` command for chaining
       */
      showSuggestionAfterError(displaySuggestion = !0) {
        return this._showSuggestionAfterError = !!displaySuggestion, this;
      }
      /**
       * Add a prepared subcommand.
       *
       * See .command() for creating an attached subcommand which inherits settings from its parent.
       *
       * @param {Command} cmd - new subcommand
       * @param {object} [opts] - configuration options
       * @return {Command} `this` command for chaining
       */
      addCommand(cmd, opts) {
        if (!cmd._name)
          throw new Error(`Command passed to .addCommand() must have a name
- specify the name in Command constructor or using .name()`);
        return opts = opts || {}, opts.isDefault && (this._defaultCommandName = cmd._name), (opts.noHelp || opts.hidden) && (cmd._hidden = !0), this._registerCommand(cmd), cmd.parent = this, cmd._checkForBrokenPassThrough(), this;
      }
      /**
       * Factory routine to create a new unattached argument.
       *
       * See .argument() for creating an attached argument, which uses this routine to
       * create the argument. You can override createArgument to return a custom argument.
       *
       * @param {string} name
       * @param {string} [description]
       * @return {Argument} new argument
       */
      createArgument(name, description) {
        return new Argument2(name, description);
      }
      /**
       * Define argument syntax for command.
       *
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @example
       * program.argument('<input-file>');
       * program.argument('[output-file]');
       *
       * @param {string} name
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom argument processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      argument(name, description, parseArg, defaultValue) {
        let argument2 = this.createArgument(name, description);
        return typeof parseArg == "function" ? argument2.default(defaultValue).argParser(parseArg) : argument2.default(parseArg), this.addArgument(argument2), this;
      }
      /**
       * Define argument syntax for command, adding multiple at once (without descriptions).
       *
       * See also .argument().
       *
       * @example
       * program.arguments('<cmd> [env]');
       *
       * @param {string} names
       * @return {Command} `this` command for chaining
       */
      arguments(names) {
        return names.trim().split(/ +/).forEach((detail) => {
          this.argument(detail);
        }), this;
      }
      /**
       * Define argument syntax for command, adding a prepared argument.
       *
       * @param {Argument} argument
       * @return {Command} `this` command for chaining
       */
      addArgument(argument2) {
        let previousArgument = this.registeredArguments.slice(-1)[0];
        if (previousArgument?.variadic)
          throw new Error(
            `only the last argument can be variadic '${previousArgument.name()}'`
          );
        if (argument2.required && argument2.defaultValue !== void 0 && argument2.parseArg === void 0)
          throw new Error(
            `a default value for a required argument is never used: '${argument2.name()}'`
          );
        return this.registeredArguments.push(argument2), this;
      }
      /**
       * Customise or override default help command. By default a help command is automatically added if your command has subcommands.
       *
       * @example
       *    program.helpCommand('help [cmd]');
       *    program.helpCommand('help [cmd]', 'show help');
       *    program.helpCommand(false); // suppress default help command
       *    program.helpCommand(true); // add help command even if no subcommands
       *
       * @param {string|boolean} enableOrNameAndArgs - enable with custom name and/or arguments, or boolean to override whether added
       * @param {string} [description] - custom description
       * @return {Command} `this` command for chaining
       */
      helpCommand(enableOrNameAndArgs, description) {
        if (typeof enableOrNameAndArgs == "boolean")
          return this._addImplicitHelpCommand = enableOrNameAndArgs, enableOrNameAndArgs && this._defaultCommandGroup && this._initCommandGroup(this._getHelpCommand()), this;
        let nameAndArgs = enableOrNameAndArgs ?? "help [command]", [, helpName, helpArgs] = nameAndArgs.match(/([^ ]+) *(.*)/), helpDescription = description ?? "display help for command", helpCommand = this.createCommand(helpName);
        return helpCommand.helpOption(!1), helpArgs && helpCommand.arguments(helpArgs), helpDescription && helpCommand.description(helpDescription), this._addImplicitHelpCommand = !0, this._helpCommand = helpCommand, (enableOrNameAndArgs || description) && this._initCommandGroup(helpCommand), this;
      }
      /**
       * Add prepared custom help command.
       *
       * @param {(Command|string|boolean)} helpCommand - custom help command, or deprecated enableOrNameAndArgs as for `.helpCommand()`
       * @param {string} [deprecatedDescription] - deprecated custom description used with custom name only
       * @return {Command} `this` command for chaining
       */
      addHelpCommand(helpCommand, deprecatedDescription) {
        return typeof helpCommand != "object" ? (this.helpCommand(helpCommand, deprecatedDescription), this) : (this._addImplicitHelpCommand = !0, this._helpCommand = helpCommand, this._initCommandGroup(helpCommand), this);
      }
      /**
       * Lazy create help command.
       *
       * @return {(Command|null)}
       * @package
       */
      _getHelpCommand() {
        return this._addImplicitHelpCommand ?? (this.commands.length && !this._actionHandler && !this._findCommand("help")) ? (this._helpCommand === void 0 && this.helpCommand(void 0, void 0), this._helpCommand) : null;
      }
      /**
       * Add hook for life cycle event.
       *
       * @param {string} event
       * @param {Function} listener
       * @return {Command} `this` command for chaining
       */
      hook(event, listener) {
        let allowedValues = ["preSubcommand", "preAction", "postAction"];
        if (!allowedValues.includes(event))
          throw new Error(`Unexpected value for event passed to hook : '${event}'.
Expecting one of '${allowedValues.join("', '")}'`);
        return this._lifeCycleHooks[event] ? this._lifeCycleHooks[event].push(listener) : this._lifeCycleHooks[event] = [listener], this;
      }
      /**
       * Register callback to use as replacement for calling process.exit.
       *
       * @param {Function} [fn] optional callback which will be passed a CommanderError, defaults to throwing
       * @return {Command} `this` command for chaining
       */
      exitOverride(fn) {
        return fn ? this._exitCallback = fn : this._exitCallback = (err) => {
          if (err.code !== "commander.executeSubCommandAsync")
            throw err;
        }, this;
      }
      /**
       * Call process.exit, and _exitCallback if defined.
       *
       * @param {number} exitCode exit code for using with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       * @return never
       * @private
       */
      _exit(exitCode, code, message) {
        this._exitCallback && this._exitCallback(new CommanderError2(exitCode, code, message)), process2.exit(exitCode);
      }
      /**
       * Register callback `fn` for the command.
       *
       * @example
       * program
       *   .command('serve')
       *   .description('start service')
       *   .action(function() {
       *      // do work here
       *   });
       *
       * @param {Function} fn
       * @return {Command} `this` command for chaining
       */
      action(fn) {
        let listener = (args) => {
          let expectedArgsCount = this.registeredArguments.length, actionArgs = args.slice(0, expectedArgsCount);
          return this._storeOptionsAsProperties ? actionArgs[expectedArgsCount] = this : actionArgs[expectedArgsCount] = this.opts(), actionArgs.push(this), fn.apply(this, actionArgs);
        };
        return this._actionHandler = listener, this;
      }
      /**
       * Factory routine to create a new unattached option.
       *
       * See .option() for creating an attached option, which uses this routine to
       * create the option. You can override createOption to return a custom option.
       *
       * @param {string} flags
       * @param {string} [description]
       * @return {Option} new option
       */
      createOption(flags, description) {
        return new Option2(flags, description);
      }
      /**
       * Wrap parseArgs to catch 'commander.invalidArgument'.
       *
       * @param {(Option | Argument)} target
       * @param {string} value
       * @param {*} previous
       * @param {string} invalidArgumentMessage
       * @private
       */
      _callParseArg(target, value, previous, invalidArgumentMessage) {
        try {
          return target.parseArg(value, previous);
        } catch (err) {
          if (err.code === "commander.invalidArgument") {
            let message = `${invalidArgumentMessage} ${err.message}`;
            this.error(message, { exitCode: err.exitCode, code: err.code });
          }
          throw err;
        }
      }
      /**
       * Check for option flag conflicts.
       * Register option if no conflicts found, or throw on conflict.
       *
       * @param {Option} option
       * @private
       */
      _registerOption(option2) {
        let matchingOption = option2.short && this._findOption(option2.short) || option2.long && this._findOption(option2.long);
        if (matchingOption) {
          let matchingFlag = option2.long && this._findOption(option2.long) ? option2.long : option2.short;
          throw new Error(`Cannot add option '${option2.flags}'${this._name && ` to command '${this._name}'`} due to conflicting flag '${matchingFlag}'
-  already used by option '${matchingOption.flags}'`);
        }
        this._initOptionGroup(option2), this.options.push(option2);
      }
      /**
       * Check for command name and alias conflicts with existing commands.
       * Register command if no conflicts found, or throw on conflict.
       *
       * @param {Command} command
       * @private
       */
      _registerCommand(command) {
        let knownBy = (cmd) => [cmd.name()].concat(cmd.aliases()), alreadyUsed = knownBy(command).find(
          (name) => this._findCommand(name)
        );
        if (alreadyUsed) {
          let existingCmd = knownBy(this._findCommand(alreadyUsed)).join("|"), newCmd = knownBy(command).join("|");
          throw new Error(
            `cannot add command '${newCmd}' as already have command '${existingCmd}'`
          );
        }
        this._initCommandGroup(command), this.commands.push(command);
      }
      /**
       * Add an option.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addOption(option2) {
        this._registerOption(option2);
        let oname = option2.name(), name = option2.attributeName();
        if (option2.negate) {
          let positiveLongFlag = option2.long.replace(/^--no-/, "--");
          this._findOption(positiveLongFlag) || this.setOptionValueWithSource(
            name,
            option2.defaultValue === void 0 ? !0 : option2.defaultValue,
            "default"
          );
        } else option2.defaultValue !== void 0 && this.setOptionValueWithSource(name, option2.defaultValue, "default");
        let handleOptionValue = (val, invalidValueMessage, valueSource) => {
          val == null && option2.presetArg !== void 0 && (val = option2.presetArg);
          let oldValue = this.getOptionValue(name);
          val !== null && option2.parseArg ? val = this._callParseArg(option2, val, oldValue, invalidValueMessage) : val !== null && option2.variadic && (val = option2._collectValue(val, oldValue)), val == null && (option2.negate ? val = !1 : option2.isBoolean() || option2.optional ? val = !0 : val = ""), this.setOptionValueWithSource(name, val, valueSource);
        };
        return this.on("option:" + oname, (val) => {
          let invalidValueMessage = `error: option '${option2.flags}' argument '${val}' is invalid.`;
          handleOptionValue(val, invalidValueMessage, "cli");
        }), option2.envVar && this.on("optionEnv:" + oname, (val) => {
          let invalidValueMessage = `error: option '${option2.flags}' value '${val}' from env '${option2.envVar}' is invalid.`;
          handleOptionValue(val, invalidValueMessage, "env");
        }), this;
      }
      /**
       * Internal implementation shared by .option() and .requiredOption()
       *
       * @return {Command} `this` command for chaining
       * @private
       */
      _optionEx(config, flags, description, fn, defaultValue) {
        if (typeof flags == "object" && flags instanceof Option2)
          throw new Error(
            "To add an Option object use addOption() instead of option() or requiredOption()"
          );
        let option2 = this.createOption(flags, description);
        if (option2.makeOptionMandatory(!!config.mandatory), typeof fn == "function")
          option2.default(defaultValue).argParser(fn);
        else if (fn instanceof RegExp) {
          let regex = fn;
          fn = (val, def) => {
            let m = regex.exec(val);
            return m ? m[0] : def;
          }, option2.default(defaultValue).argParser(fn);
        } else
          option2.default(fn);
        return this.addOption(option2);
      }
      /**
       * Define option with `flags`, `description`, and optional argument parsing function or `defaultValue` or both.
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space. A required
       * option-argument is indicated by `<>` and an optional option-argument by `[]`.
       *
       * See the README for more details, and see also addOption() and requiredOption().
       *
       * @example
       * program
       *     .option('-p, --pepper', 'add pepper')
       *     .option('--pt, --pizza-type <TYPE>', 'type of pizza') // required option-argument
       *     .option('-c, --cheese [CHEESE]', 'add extra cheese', 'mozzarella') // optional option-argument with default
       *     .option('-t, --tip <VALUE>', 'add tip to purchase cost', parseFloat) // custom parse function
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      option(flags, description, parseArg, defaultValue) {
        return this._optionEx({}, flags, description, parseArg, defaultValue);
      }
      /**
       * Add a required option which must have a value after parsing. This usually means
       * the option must be specified on the command line. (Otherwise the same as .option().)
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space.
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      requiredOption(flags, description, parseArg, defaultValue) {
        return this._optionEx(
          { mandatory: !0 },
          flags,
          description,
          parseArg,
          defaultValue
        );
      }
      /**
       * Alter parsing of short flags with optional values.
       *
       * @example
       * // for `.option('-f,--flag [value]'):
       * program.combineFlagAndOptionalValue(true);  // `-f80` is treated like `--flag=80`, this is the default behaviour
       * program.combineFlagAndOptionalValue(false) // `-fb` is treated like `-f -b`
       *
       * @param {boolean} [combine] - if `true` or omitted, an optional value can be specified directly after the flag.
       * @return {Command} `this` command for chaining
       */
      combineFlagAndOptionalValue(combine = !0) {
        return this._combineFlagAndOptionalValue = !!combine, this;
      }
      /**
       * Allow unknown options on the command line.
       *
       * @param {boolean} [allowUnknown] - if `true` or omitted, no error will be thrown for unknown options.
       * @return {Command} `this` command for chaining
       */
      allowUnknownOption(allowUnknown = !0) {
        return this._allowUnknownOption = !!allowUnknown, this;
      }
      /**
       * Allow excess command-arguments on the command line. Pass false to make excess arguments an error.
       *
       * @param {boolean} [allowExcess] - if `true` or omitted, no error will be thrown for excess arguments.
       * @return {Command} `this` command for chaining
       */
      allowExcessArguments(allowExcess = !0) {
        return this._allowExcessArguments = !!allowExcess, this;
      }
      /**
       * Enable positional options. Positional means global options are specified before subcommands which lets
       * subcommands reuse the same option names, and also enables subcommands to turn on passThroughOptions.
       * The default behaviour is non-positional and global options may appear anywhere on the command line.
       *
       * @param {boolean} [positional]
       * @return {Command} `this` command for chaining
       */
      enablePositionalOptions(positional = !0) {
        return this._enablePositionalOptions = !!positional, this;
      }
      /**
       * Pass through options that come after command-arguments rather than treat them as command-options,
       * so actual command-options come before command-arguments. Turning this on for a subcommand requires
       * positional options to have been enabled on the program (parent commands).
       * The default behaviour is non-positional and options may appear before or after command-arguments.
       *
       * @param {boolean} [passThrough] for unknown options.
       * @return {Command} `this` command for chaining
       */
      passThroughOptions(passThrough = !0) {
        return this._passThroughOptions = !!passThrough, this._checkForBrokenPassThrough(), this;
      }
      /**
       * @private
       */
      _checkForBrokenPassThrough() {
        if (this.parent && this._passThroughOptions && !this.parent._enablePositionalOptions)
          throw new Error(
            `passThroughOptions cannot be used for '${this._name}' without turning on enablePositionalOptions for parent command(s)`
          );
      }
      /**
       * Whether to store option values as properties on command object,
       * or store separately (specify false). In both cases the option values can be accessed using .opts().
       *
       * @param {boolean} [storeAsProperties=true]
       * @return {Command} `this` command for chaining
       */
      storeOptionsAsProperties(storeAsProperties = !0) {
        if (this.options.length)
          throw new Error("call .storeOptionsAsProperties() before adding options");
        if (Object.keys(this._optionValues).length)
          throw new Error(
            "call .storeOptionsAsProperties() before setting option values"
          );
        return this._storeOptionsAsProperties = !!storeAsProperties, this;
      }
      /**
       * Retrieve option value.
       *
       * @param {string} key
       * @return {object} value
       */
      getOptionValue(key) {
        return this._storeOptionsAsProperties ? this[key] : this._optionValues[key];
      }
      /**
       * Store option value.
       *
       * @param {string} key
       * @param {object} value
       * @return {Command} `this` command for chaining
       */
      setOptionValue(key, value) {
        return this.setOptionValueWithSource(key, value, void 0);
      }
      /**
       * Store option value and where the value came from.
       *
       * @param {string} key
       * @param {object} value
       * @param {string} source - expected values are default/config/env/cli/implied
       * @return {Command} `this` command for chaining
       */
      setOptionValueWithSource(key, value, source) {
        return this._storeOptionsAsProperties ? this[key] = value : this._optionValues[key] = value, this._optionValueSources[key] = source, this;
      }
      /**
       * Get source of option value.
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSource(key) {
        return this._optionValueSources[key];
      }
      /**
       * Get source of option value. See also .optsWithGlobals().
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSourceWithGlobals(key) {
        let source;
        return this._getCommandAndAncestors().forEach((cmd) => {
          cmd.getOptionValueSource(key) !== void 0 && (source = cmd.getOptionValueSource(key));
        }), source;
      }
      /**
       * Get user arguments from implied or explicit arguments.
       * Side-effects: set _scriptPath if args included script. Used for default program name, and subcommand searches.
       *
       * @private
       */
      _prepareUserArgs(argv, parseOptions) {
        if (argv !== void 0 && !Array.isArray(argv))
          throw new Error("first parameter to parse must be array or undefined");
        if (parseOptions = parseOptions || {}, argv === void 0 && parseOptions.from === void 0) {
          process2.versions?.electron && (parseOptions.from = "electron");
          let execArgv = process2.execArgv ?? [];
          (execArgv.includes("-e") || execArgv.includes("--eval") || execArgv.includes("-p") || execArgv.includes("--print")) && (parseOptions.from = "eval");
        }
        argv === void 0 && (argv = process2.argv), this.rawArgs = argv.slice();
        let userArgs;
        switch (parseOptions.from) {
          case void 0:
          case "node":
            this._scriptPath = argv[1], userArgs = argv.slice(2);
            break;
          case "electron":
            process2.defaultApp ? (this._scriptPath = argv[1], userArgs = argv.slice(2)) : userArgs = argv.slice(1);
            break;
          case "user":
            userArgs = argv.slice(0);
            break;
          case "eval":
            userArgs = argv.slice(1);
            break;
          default:
            throw new Error(
              `unexpected parse option { from: '${parseOptions.from}' }`
            );
        }
        return !this._name && this._scriptPath && this.nameFromFilename(this._scriptPath), this._name = this._name || "program", userArgs;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Use parseAsync instead of parse if any of your action handlers are async.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * program.parse(); // parse process.argv and auto-detect electron and special node flags
       * program.parse(process.argv); // assume argv[0] is app and argv[1] is script
       * program.parse(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv] - optional, defaults to process.argv
       * @param {object} [parseOptions] - optionally specify style of options with from: node/user/electron
       * @param {string} [parseOptions.from] - where the args are from: 'node', 'user', 'electron'
       * @return {Command} `this` command for chaining
       */
      parse(argv, parseOptions) {
        this._prepareForParse();
        let userArgs = this._prepareUserArgs(argv, parseOptions);
        return this._parseCommand([], userArgs), this;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * await program.parseAsync(); // parse process.argv and auto-detect electron and special node flags
       * await program.parseAsync(process.argv); // assume argv[0] is app and argv[1] is script
       * await program.parseAsync(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv]
       * @param {object} [parseOptions]
       * @param {string} parseOptions.from - where the args are from: 'node', 'user', 'electron'
       * @return {Promise}
       */
      async parseAsync(argv, parseOptions) {
        this._prepareForParse();
        let userArgs = this._prepareUserArgs(argv, parseOptions);
        return await this._parseCommand([], userArgs), this;
      }
      _prepareForParse() {
        this._savedState === null ? this.saveStateBeforeParse() : this.restoreStateBeforeParse();
      }
      /**
       * Called the first time parse is called to save state and allow a restore before subsequent calls to parse.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state saved.
       */
      saveStateBeforeParse() {
        this._savedState = {
          // name is stable if supplied by author, but may be unspecified for root command and deduced during parsing
          _name: this._name,
          // option values before parse have default values (including false for negated options)
          // shallow clones
          _optionValues: { ...this._optionValues },
          _optionValueSources: { ...this._optionValueSources }
        };
      }
      /**
       * Restore state before parse for calls after the first.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state restored.
       */
      restoreStateBeforeParse() {
        if (this._storeOptionsAsProperties)
          throw new Error(`Can not call parse again when storeOptionsAsProperties is true.
- either make a new Command for each call to parse, or stop storing options as properties`);
        this._name = this._savedState._name, this._scriptPath = null, this.rawArgs = [], this._optionValues = { ...this._savedState._optionValues }, this._optionValueSources = { ...this._savedState._optionValueSources }, this.args = [], this.processedArgs = [];
      }
      /**
       * Throw if expected executable is missing. Add lots of help for author.
       *
       * @param {string} executableFile
       * @param {string} executableDir
       * @param {string} subcommandName
       */
      _checkForMissingExecutable(executableFile, executableDir, subcommandName) {
        if (fs.existsSync(executableFile)) return;
        let executableDirMessage = executableDir ? `searched for local subcommand relative to directory '${executableDir}'` : "no directory for search for local subcommand, use .executableDir() to supply a custom directory", executableMissing = `'${executableFile}' does not exist
 - if '${subcommandName}' is not meant to be an executable command, remove description parameter from '.command()' and use '.description()' instead
 - if the default executable name is not suitable, use the executableFile option to supply a custom name or path
 - ${executableDirMessage}`;
        throw new Error(executableMissing);
      }
      /**
       * Execute a sub-command executable.
       *
       * @private
       */
      _executeSubCommand(subcommand, args) {
        args = args.slice();
        let launchWithNode = !1, sourceExt = [".js", ".ts", ".tsx", ".mjs", ".cjs"];
        function findFile(baseDir, baseName) {
          let localBin = path.resolve(baseDir, baseName);
          if (fs.existsSync(localBin)) return localBin;
          if (sourceExt.includes(path.extname(baseName))) return;
          let foundExt = sourceExt.find(
            (ext) => fs.existsSync(`${localBin}${ext}`)
          );
          if (foundExt) return `${localBin}${foundExt}`;
        }
        this._checkForMissingMandatoryOptions(), this._checkForConflictingOptions();
        let executableFile = subcommand._executableFile || `${this._name}-${subcommand._name}`, executableDir = this._executableDir || "";
        if (this._scriptPath) {
          let resolvedScriptPath;
          try {
            resolvedScriptPath = fs.realpathSync(this._scriptPath);
          } catch {
            resolvedScriptPath = this._scriptPath;
          }
          executableDir = path.resolve(
            path.dirname(resolvedScriptPath),
            executableDir
          );
        }
        if (executableDir) {
          let localFile = findFile(executableDir, executableFile);
          if (!localFile && !subcommand._executableFile && this._scriptPath) {
            let legacyName = path.basename(
              this._scriptPath,
              path.extname(this._scriptPath)
            );
            legacyName !== this._name && (localFile = findFile(
              executableDir,
              `${legacyName}-${subcommand._name}`
            ));
          }
          executableFile = localFile || executableFile;
        }
        launchWithNode = sourceExt.includes(path.extname(executableFile));
        let proc;
        process2.platform !== "win32" ? launchWithNode ? (args.unshift(executableFile), args = incrementNodeInspectorPort(process2.execArgv).concat(args), proc = childProcess.spawn(process2.argv[0], args, { stdio: "inherit" })) : proc = childProcess.spawn(executableFile, args, { stdio: "inherit" }) : (this._checkForMissingExecutable(
          executableFile,
          executableDir,
          subcommand._name
        ), args.unshift(executableFile), args = incrementNodeInspectorPort(process2.execArgv).concat(args), proc = childProcess.spawn(process2.execPath, args, { stdio: "inherit" })), proc.killed || ["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGINT", "SIGHUP"].forEach((signal) => {
          process2.on(signal, () => {
            proc.killed === !1 && proc.exitCode === null && proc.kill(signal);
          });
        });
        let exitCallback = this._exitCallback;
        proc.on("close", (code) => {
          code = code ?? 1, exitCallback ? exitCallback(
            new CommanderError2(
              code,
              "commander.executeSubCommandAsync",
              "(close)"
            )
          ) : process2.exit(code);
        }), proc.on("error", (err) => {
          if (err.code === "ENOENT")
            this._checkForMissingExecutable(
              executableFile,
              executableDir,
              subcommand._name
            );
          else if (err.code === "EACCES")
            throw new Error(`'${executableFile}' not executable`);
          if (!exitCallback)
            process2.exit(1);
          else {
            let wrappedError = new CommanderError2(
              1,
              "commander.executeSubCommandAsync",
              "(error)"
            );
            wrappedError.nestedError = err, exitCallback(wrappedError);
          }
        }), this.runningCommand = proc;
      }
      /**
       * @private
       */
      _dispatchSubcommand(commandName, operands, unknown) {
        let subCommand = this._findCommand(commandName);
        subCommand || this.help({ error: !0 }), subCommand._prepareForParse();
        let promiseChain;
        return promiseChain = this._chainOrCallSubCommandHook(
          promiseChain,
          subCommand,
          "preSubcommand"
        ), promiseChain = this._chainOrCall(promiseChain, () => {
          if (subCommand._executableHandler)
            this._executeSubCommand(subCommand, operands.concat(unknown));
          else
            return subCommand._parseCommand(operands, unknown);
        }), promiseChain;
      }
      /**
       * Invoke help directly if possible, or dispatch if necessary.
       * e.g. help foo
       *
       * @private
       */
      _dispatchHelpCommand(subcommandName) {
        subcommandName || this.help();
        let subCommand = this._findCommand(subcommandName);
        return subCommand && !subCommand._executableHandler && subCommand.help(), this._dispatchSubcommand(
          subcommandName,
          [],
          [this._getHelpOption()?.long ?? this._getHelpOption()?.short ?? "--help"]
        );
      }
      /**
       * Check this.args against expected this.registeredArguments.
       *
       * @private
       */
      _checkNumberOfArguments() {
        this.registeredArguments.forEach((arg, i) => {
          arg.required && this.args[i] == null && this.missingArgument(arg.name());
        }), !(this.registeredArguments.length > 0 && this.registeredArguments[this.registeredArguments.length - 1].variadic) && this.args.length > this.registeredArguments.length && this._excessArguments(this.args);
      }
      /**
       * Process this.args using this.registeredArguments and save as this.processedArgs!
       *
       * @private
       */
      _processArguments() {
        let myParseArg = (argument2, value, previous) => {
          let parsedValue = value;
          if (value !== null && argument2.parseArg) {
            let invalidValueMessage = `error: command-argument value '${value}' is invalid for argument '${argument2.name()}'.`;
            parsedValue = this._callParseArg(
              argument2,
              value,
              previous,
              invalidValueMessage
            );
          }
          return parsedValue;
        };
        this._checkNumberOfArguments();
        let processedArgs = [];
        this.registeredArguments.forEach((declaredArg, index) => {
          let value = declaredArg.defaultValue;
          declaredArg.variadic ? index < this.args.length ? (value = this.args.slice(index), declaredArg.parseArg && (value = value.reduce((processed, v) => myParseArg(declaredArg, v, processed), declaredArg.defaultValue))) : value === void 0 && (value = []) : index < this.args.length && (value = this.args[index], declaredArg.parseArg && (value = myParseArg(declaredArg, value, declaredArg.defaultValue))), processedArgs[index] = value;
        }), this.processedArgs = processedArgs;
      }
      /**
       * Once we have a promise we chain, but call synchronously until then.
       *
       * @param {(Promise|undefined)} promise
       * @param {Function} fn
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCall(promise, fn) {
        return promise?.then && typeof promise.then == "function" ? promise.then(() => fn()) : fn();
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallHooks(promise, event) {
        let result = promise, hooks = [];
        return this._getCommandAndAncestors().reverse().filter((cmd) => cmd._lifeCycleHooks[event] !== void 0).forEach((hookedCommand) => {
          hookedCommand._lifeCycleHooks[event].forEach((callback) => {
            hooks.push({ hookedCommand, callback });
          });
        }), event === "postAction" && hooks.reverse(), hooks.forEach((hookDetail) => {
          result = this._chainOrCall(result, () => hookDetail.callback(hookDetail.hookedCommand, this));
        }), result;
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {Command} subCommand
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallSubCommandHook(promise, subCommand, event) {
        let result = promise;
        return this._lifeCycleHooks[event] !== void 0 && this._lifeCycleHooks[event].forEach((hook) => {
          result = this._chainOrCall(result, () => hook(this, subCommand));
        }), result;
      }
      /**
       * Process arguments in context of this command.
       * Returns action result, in case it is a promise.
       *
       * @private
       */
      _parseCommand(operands, unknown) {
        let parsed = this.parseOptions(unknown);
        if (this._parseOptionsEnv(), this._parseOptionsImplied(), operands = operands.concat(parsed.operands), unknown = parsed.unknown, this.args = operands.concat(unknown), operands && this._findCommand(operands[0]))
          return this._dispatchSubcommand(operands[0], operands.slice(1), unknown);
        if (this._getHelpCommand() && operands[0] === this._getHelpCommand().name())
          return this._dispatchHelpCommand(operands[1]);
        if (this._defaultCommandName)
          return this._outputHelpIfRequested(unknown), this._dispatchSubcommand(
            this._defaultCommandName,
            operands,
            unknown
          );
        this.commands.length && this.args.length === 0 && !this._actionHandler && !this._defaultCommandName && this.help({ error: !0 }), this._outputHelpIfRequested(parsed.unknown), this._checkForMissingMandatoryOptions(), this._checkForConflictingOptions();
        let checkForUnknownOptions = () => {
          parsed.unknown.length > 0 && this.unknownOption(parsed.unknown[0]);
        }, commandEvent = `command:${this.name()}`;
        if (this._actionHandler) {
          checkForUnknownOptions(), this._processArguments();
          let promiseChain;
          return promiseChain = this._chainOrCallHooks(promiseChain, "preAction"), promiseChain = this._chainOrCall(
            promiseChain,
            () => this._actionHandler(this.processedArgs)
          ), this.parent && (promiseChain = this._chainOrCall(promiseChain, () => {
            this.parent.emit(commandEvent, operands, unknown);
          })), promiseChain = this._chainOrCallHooks(promiseChain, "postAction"), promiseChain;
        }
        if (this.parent?.listenerCount(commandEvent))
          checkForUnknownOptions(), this._processArguments(), this.parent.emit(commandEvent, operands, unknown);
        else if (operands.length) {
          if (this._findCommand("*"))
            return this._dispatchSubcommand("*", operands, unknown);
          this.listenerCount("command:*") ? this.emit("command:*", operands, unknown) : this.commands.length ? this.unknownCommand() : (checkForUnknownOptions(), this._processArguments());
        } else this.commands.length ? (checkForUnknownOptions(), this.help({ error: !0 })) : (checkForUnknownOptions(), this._processArguments());
      }
      /**
       * Find matching command.
       *
       * @private
       * @return {Command | undefined}
       */
      _findCommand(name) {
        if (name)
          return this.commands.find(
            (cmd) => cmd._name === name || cmd._aliases.includes(name)
          );
      }
      /**
       * Return an option matching `arg` if any.
       *
       * @param {string} arg
       * @return {Option}
       * @package
       */
      _findOption(arg) {
        return this.options.find((option2) => option2.is(arg));
      }
      /**
       * Display an error message if a mandatory option does not have a value.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForMissingMandatoryOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd.options.forEach((anOption) => {
            anOption.mandatory && cmd.getOptionValue(anOption.attributeName()) === void 0 && cmd.missingMandatoryOptionValue(anOption);
          });
        });
      }
      /**
       * Display an error message if conflicting options are used together in this.
       *
       * @private
       */
      _checkForConflictingLocalOptions() {
        let definedNonDefaultOptions = this.options.filter((option2) => {
          let optionKey = option2.attributeName();
          return this.getOptionValue(optionKey) === void 0 ? !1 : this.getOptionValueSource(optionKey) !== "default";
        });
        definedNonDefaultOptions.filter(
          (option2) => option2.conflictsWith.length > 0
        ).forEach((option2) => {
          let conflictingAndDefined = definedNonDefaultOptions.find(
            (defined) => option2.conflictsWith.includes(defined.attributeName())
          );
          conflictingAndDefined && this._conflictingOption(option2, conflictingAndDefined);
        });
      }
      /**
       * Display an error message if conflicting options are used together.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForConflictingOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd._checkForConflictingLocalOptions();
        });
      }
      /**
       * Parse options from `argv` removing known options,
       * and return argv split into operands and unknown arguments.
       *
       * Side effects: modifies command by storing options. Does not reset state if called again.
       *
       * Examples:
       *
       *     argv => operands, unknown
       *     --known kkk op => [op], []
       *     op --known kkk => [op], []
       *     sub --unknown uuu op => [sub], [--unknown uuu op]
       *     sub -- --unknown uuu op => [sub --unknown uuu op], []
       *
       * @param {string[]} args
       * @return {{operands: string[], unknown: string[]}}
       */
      parseOptions(args) {
        let operands = [], unknown = [], dest = operands;
        function maybeOption(arg) {
          return arg.length > 1 && arg[0] === "-";
        }
        let negativeNumberArg = (arg) => /^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/.test(arg) ? !this._getCommandAndAncestors().some(
          (cmd) => cmd.options.map((opt) => opt.short).some((short) => /^-\d$/.test(short))
        ) : !1, activeVariadicOption = null, activeGroup = null, i = 0;
        for (; i < args.length || activeGroup; ) {
          let arg = activeGroup ?? args[i++];
          if (activeGroup = null, arg === "--") {
            dest === unknown && dest.push(arg), dest.push(...args.slice(i));
            break;
          }
          if (activeVariadicOption && (!maybeOption(arg) || negativeNumberArg(arg))) {
            this.emit(`option:${activeVariadicOption.name()}`, arg);
            continue;
          }
          if (activeVariadicOption = null, maybeOption(arg)) {
            let option2 = this._findOption(arg);
            if (option2) {
              if (option2.required) {
                let value = args[i++];
                value === void 0 && this.optionMissingArgument(option2), this.emit(`option:${option2.name()}`, value);
              } else if (option2.optional) {
                let value = null;
                i < args.length && (!maybeOption(args[i]) || negativeNumberArg(args[i])) && (value = args[i++]), this.emit(`option:${option2.name()}`, value);
              } else
                this.emit(`option:${option2.name()}`);
              activeVariadicOption = option2.variadic ? option2 : null;
              continue;
            }
          }
          if (arg.length > 2 && arg[0] === "-" && arg[1] !== "-") {
            let option2 = this._findOption(`-${arg[1]}`);
            if (option2) {
              option2.required || option2.optional && this._combineFlagAndOptionalValue ? this.emit(`option:${option2.name()}`, arg.slice(2)) : (this.emit(`option:${option2.name()}`), activeGroup = `-${arg.slice(2)}`);
              continue;
            }
          }
          if (/^--[^=]+=/.test(arg)) {
            let index = arg.indexOf("="), option2 = this._findOption(arg.slice(0, index));
            if (option2 && (option2.required || option2.optional)) {
              this.emit(`option:${option2.name()}`, arg.slice(index + 1));
              continue;
            }
          }
          if (dest === operands && maybeOption(arg) && !(this.commands.length === 0 && negativeNumberArg(arg)) && (dest = unknown), (this._enablePositionalOptions || this._passThroughOptions) && operands.length === 0 && unknown.length === 0) {
            if (this._findCommand(arg)) {
              operands.push(arg), unknown.push(...args.slice(i));
              break;
            } else if (this._getHelpCommand() && arg === this._getHelpCommand().name()) {
              operands.push(arg, ...args.slice(i));
              break;
            } else if (this._defaultCommandName) {
              unknown.push(arg, ...args.slice(i));
              break;
            }
          }
          if (this._passThroughOptions) {
            dest.push(arg, ...args.slice(i));
            break;
          }
          dest.push(arg);
        }
        return { operands, unknown };
      }
      /**
       * Return an object containing local option values as key-value pairs.
       *
       * @return {object}
       */
      opts() {
        if (this._storeOptionsAsProperties) {
          let result = {}, len = this.options.length;
          for (let i = 0; i < len; i++) {
            let key = this.options[i].attributeName();
            result[key] = key === this._versionOptionName ? this._version : this[key];
          }
          return result;
        }
        return this._optionValues;
      }
      /**
       * Return an object containing merged local and global option values as key-value pairs.
       *
       * @return {object}
       */
      optsWithGlobals() {
        return this._getCommandAndAncestors().reduce(
          (combinedOptions, cmd) => Object.assign(combinedOptions, cmd.opts()),
          {}
        );
      }
      /**
       * Display error message and exit (or call exitOverride).
       *
       * @param {string} message
       * @param {object} [errorOptions]
       * @param {string} [errorOptions.code] - an id string representing the error
       * @param {number} [errorOptions.exitCode] - used with process.exit
       */
      error(message, errorOptions) {
        this._outputConfiguration.outputError(
          `${message}
`,
          this._outputConfiguration.writeErr
        ), typeof this._showHelpAfterError == "string" ? this._outputConfiguration.writeErr(`${this._showHelpAfterError}
`) : this._showHelpAfterError && (this._outputConfiguration.writeErr(`
`), this.outputHelp({ error: !0 }));
        let config = errorOptions || {}, exitCode = config.exitCode || 1, code = config.code || "commander.error";
        this._exit(exitCode, code, message);
      }
      /**
       * Apply any option related environment variables, if option does
       * not have a value from cli or client code.
       *
       * @private
       */
      _parseOptionsEnv() {
        this.options.forEach((option2) => {
          if (option2.envVar && option2.envVar in process2.env) {
            let optionKey = option2.attributeName();
            (this.getOptionValue(optionKey) === void 0 || ["default", "config", "env"].includes(
              this.getOptionValueSource(optionKey)
            )) && (option2.required || option2.optional ? this.emit(`optionEnv:${option2.name()}`, process2.env[option2.envVar]) : this.emit(`optionEnv:${option2.name()}`));
          }
        });
      }
      /**
       * Apply any implied option values, if option is undefined or default value.
       *
       * @private
       */
      _parseOptionsImplied() {
        let dualHelper = new DualOptions(this.options), hasCustomOptionValue = (optionKey) => this.getOptionValue(optionKey) !== void 0 && !["default", "implied"].includes(this.getOptionValueSource(optionKey));
        this.options.filter(
          (option2) => option2.implied !== void 0 && hasCustomOptionValue(option2.attributeName()) && dualHelper.valueFromOption(
            this.getOptionValue(option2.attributeName()),
            option2
          )
        ).forEach((option2) => {
          Object.keys(option2.implied).filter((impliedKey) => !hasCustomOptionValue(impliedKey)).forEach((impliedKey) => {
            this.setOptionValueWithSource(
              impliedKey,
              option2.implied[impliedKey],
              "implied"
            );
          });
        });
      }
      /**
       * Argument `name` is missing.
       *
       * @param {string} name
       * @private
       */
      missingArgument(name) {
        let message = `error: missing required argument '${name}'`;
        this.error(message, { code: "commander.missingArgument" });
      }
      /**
       * `Option` is missing an argument.
       *
       * @param {Option} option
       * @private
       */
      optionMissingArgument(option2) {
        let message = `error: option '${option2.flags}' argument missing`;
        this.error(message, { code: "commander.optionMissingArgument" });
      }
      /**
       * `Option` does not have a value, and is a mandatory option.
       *
       * @param {Option} option
       * @private
       */
      missingMandatoryOptionValue(option2) {
        let message = `error: required option '${option2.flags}' not specified`;
        this.error(message, { code: "commander.missingMandatoryOptionValue" });
      }
      /**
       * `Option` conflicts with another option.
       *
       * @param {Option} option
       * @param {Option} conflictingOption
       * @private
       */
      _conflictingOption(option2, conflictingOption) {
        let findBestOptionFromValue = (option3) => {
          let optionKey = option3.attributeName(), optionValue = this.getOptionValue(optionKey), negativeOption = this.options.find(
            (target) => target.negate && optionKey === target.attributeName()
          ), positiveOption = this.options.find(
            (target) => !target.negate && optionKey === target.attributeName()
          );
          return negativeOption && (negativeOption.presetArg === void 0 && optionValue === !1 || negativeOption.presetArg !== void 0 && optionValue === negativeOption.presetArg) ? negativeOption : positiveOption || option3;
        }, getErrorMessage = (option3) => {
          let bestOption = findBestOptionFromValue(option3), optionKey = bestOption.attributeName();
          return this.getOptionValueSource(optionKey) === "env" ? `environment variable '${bestOption.envVar}'` : `option '${bestOption.flags}'`;
        }, message = `error: ${getErrorMessage(option2)} cannot be used with ${getErrorMessage(conflictingOption)}`;
        this.error(message, { code: "commander.conflictingOption" });
      }
      /**
       * Unknown option `flag`.
       *
       * @param {string} flag
       * @private
       */
      unknownOption(flag2) {
        if (this._allowUnknownOption) return;
        let suggestion = "";
        if (flag2.startsWith("--") && this._showSuggestionAfterError) {
          let candidateFlags = [], command = this;
          do {
            let moreFlags = command.createHelp().visibleOptions(command).filter((option2) => option2.long).map((option2) => option2.long);
            candidateFlags = candidateFlags.concat(moreFlags), command = command.parent;
          } while (command && !command._enablePositionalOptions);
          suggestion = suggestSimilar(flag2, candidateFlags);
        }
        let message = `error: unknown option '${flag2}'${suggestion}`;
        this.error(message, { code: "commander.unknownOption" });
      }
      /**
       * Excess arguments, more than expected.
       *
       * @param {string[]} receivedArgs
       * @private
       */
      _excessArguments(receivedArgs) {
        if (this._allowExcessArguments) return;
        let expected = this.registeredArguments.length, s = expected === 1 ? "" : "s", message = `error: too many arguments${this.parent ? ` for '${this.name()}'` : ""}. Expected ${expected} argument${s} but got ${receivedArgs.length}.`;
        this.error(message, { code: "commander.excessArguments" });
      }
      /**
       * Unknown command.
       *
       * @private
       */
      unknownCommand() {
        let unknownName = this.args[0], suggestion = "";
        if (this._showSuggestionAfterError) {
          let candidateNames = [];
          this.createHelp().visibleCommands(this).forEach((command) => {
            candidateNames.push(command.name()), command.alias() && candidateNames.push(command.alias());
          }), suggestion = suggestSimilar(unknownName, candidateNames);
        }
        let message = `error: unknown command '${unknownName}'${suggestion}`;
        this.error(message, { code: "commander.unknownCommand" });
      }
      /**
       * Get or set the program version.
       *
       * This method auto-registers the "-V, --version" option which will print the version number.
       *
       * You can optionally supply the flags and description to override the defaults.
       *
       * @param {string} [str]
       * @param {string} [flags]
       * @param {string} [description]
       * @return {(this | string | undefined)} `this` command for chaining, or version string if no arguments
       */
      version(str, flags, description) {
        if (str === void 0) return this._version;
        this._version = str, flags = flags || "-V, --version", description = description || "output the version number";
        let versionOption = this.createOption(flags, description);
        return this._versionOptionName = versionOption.attributeName(), this._registerOption(versionOption), this.on("option:" + versionOption.name(), () => {
          this._outputConfiguration.writeOut(`${str}
`), this._exit(0, "commander.version", str);
        }), this;
      }
      /**
       * Set the description.
       *
       * @param {string} [str]
       * @param {object} [argsDescription]
       * @return {(string|Command)}
       */
      description(str, argsDescription) {
        return str === void 0 && argsDescription === void 0 ? this._description : (this._description = str, argsDescription && (this._argsDescription = argsDescription), this);
      }
      /**
       * Set the summary. Used when listed as subcommand of parent.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      summary(str) {
        return str === void 0 ? this._summary : (this._summary = str, this);
      }
      /**
       * Set an alias for the command.
       *
       * You may call more than once to add multiple aliases. Only the first alias is shown in the auto-generated help.
       *
       * @param {string} [alias]
       * @return {(string|Command)}
       */
      alias(alias) {
        if (alias === void 0) return this._aliases[0];
        let command = this;
        if (this.commands.length !== 0 && this.commands[this.commands.length - 1]._executableHandler && (command = this.commands[this.commands.length - 1]), alias === command._name)
          throw new Error("Command alias can't be the same as its name");
        let matchingCommand = this.parent?._findCommand(alias);
        if (matchingCommand) {
          let existingCmd = [matchingCommand.name()].concat(matchingCommand.aliases()).join("|");
          throw new Error(
            `cannot add alias '${alias}' to command '${this.name()}' as already have command '${existingCmd}'`
          );
        }
        return command._aliases.push(alias), this;
      }
      /**
       * Set aliases for the command.
       *
       * Only the first alias is shown in the auto-generated help.
       *
       * @param {string[]} [aliases]
       * @return {(string[]|Command)}
       */
      aliases(aliases) {
        return aliases === void 0 ? this._aliases : (aliases.forEach((alias) => this.alias(alias)), this);
      }
      /**
       * Set / get the command usage `str`.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      usage(str) {
        if (str === void 0) {
          if (this._usage) return this._usage;
          let args = this.registeredArguments.map((arg) => humanReadableArgName(arg));
          return [].concat(
            this.options.length || this._helpOption !== null ? "[options]" : [],
            this.commands.length ? "[command]" : [],
            this.registeredArguments.length ? args : []
          ).join(" ");
        }
        return this._usage = str, this;
      }
      /**
       * Get or set the name of the command.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      name(str) {
        return str === void 0 ? this._name : (this._name = str, this);
      }
      /**
       * Set/get the help group heading for this subcommand in parent command's help.
       *
       * @param {string} [heading]
       * @return {Command | string}
       */
      helpGroup(heading) {
        return heading === void 0 ? this._helpGroupHeading ?? "" : (this._helpGroupHeading = heading, this);
      }
      /**
       * Set/get the default help group heading for subcommands added to this command.
       * (This does not override a group set directly on the subcommand using .helpGroup().)
       *
       * @example
       * program.commandsGroup('Development Commands:);
       * program.command('watch')...
       * program.command('lint')...
       * ...
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      commandsGroup(heading) {
        return heading === void 0 ? this._defaultCommandGroup ?? "" : (this._defaultCommandGroup = heading, this);
      }
      /**
       * Set/get the default help group heading for options added to this command.
       * (This does not override a group set directly on the option using .helpGroup().)
       *
       * @example
       * program
       *   .optionsGroup('Development Options:')
       *   .option('-d, --debug', 'output extra debugging')
       *   .option('-p, --profile', 'output profiling information')
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      optionsGroup(heading) {
        return heading === void 0 ? this._defaultOptionGroup ?? "" : (this._defaultOptionGroup = heading, this);
      }
      /**
       * @param {Option} option
       * @private
       */
      _initOptionGroup(option2) {
        this._defaultOptionGroup && !option2.helpGroupHeading && option2.helpGroup(this._defaultOptionGroup);
      }
      /**
       * @param {Command} cmd
       * @private
       */
      _initCommandGroup(cmd) {
        this._defaultCommandGroup && !cmd.helpGroup() && cmd.helpGroup(this._defaultCommandGroup);
      }
      /**
       * Set the name of the command from script filename, such as process.argv[1],
       * or require.main.filename, or __filename.
       *
       * (Used internally and public although not documented in README.)
       *
       * @example
       * program.nameFromFilename(require.main.filename);
       *
       * @param {string} filename
       * @return {Command}
       */
      nameFromFilename(filename) {
        return this._name = path.basename(filename, path.extname(filename)), this;
      }
      /**
       * Get or set the directory for searching for executable subcommands of this command.
       *
       * @example
       * program.executableDir(__dirname);
       * // or
       * program.executableDir('subcommands');
       *
       * @param {string} [path]
       * @return {(string|null|Command)}
       */
      executableDir(path2) {
        return path2 === void 0 ? this._executableDir : (this._executableDir = path2, this);
      }
      /**
       * Return program help documentation.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to wrap for stderr instead of stdout
       * @return {string}
       */
      helpInformation(contextOptions) {
        let helper = this.createHelp(), context = this._getOutputContext(contextOptions);
        helper.prepareContext({
          error: context.error,
          helpWidth: context.helpWidth,
          outputHasColors: context.hasColors
        });
        let text2 = helper.formatHelp(this, helper);
        return context.hasColors ? text2 : this._outputConfiguration.stripColor(text2);
      }
      /**
       * @typedef HelpContext
       * @type {object}
       * @property {boolean} error
       * @property {number} helpWidth
       * @property {boolean} hasColors
       * @property {function} write - includes stripColor if needed
       *
       * @returns {HelpContext}
       * @private
       */
      _getOutputContext(contextOptions) {
        contextOptions = contextOptions || {};
        let error = !!contextOptions.error, baseWrite, hasColors, helpWidth;
        return error ? (baseWrite = (str) => this._outputConfiguration.writeErr(str), hasColors = this._outputConfiguration.getErrHasColors(), helpWidth = this._outputConfiguration.getErrHelpWidth()) : (baseWrite = (str) => this._outputConfiguration.writeOut(str), hasColors = this._outputConfiguration.getOutHasColors(), helpWidth = this._outputConfiguration.getOutHelpWidth()), { error, write: (str) => (hasColors || (str = this._outputConfiguration.stripColor(str)), baseWrite(str)), hasColors, helpWidth };
      }
      /**
       * Output help information for this command.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean } | Function} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      outputHelp(contextOptions) {
        let deprecatedCallback;
        typeof contextOptions == "function" && (deprecatedCallback = contextOptions, contextOptions = void 0);
        let outputContext = this._getOutputContext(contextOptions), eventContext = {
          error: outputContext.error,
          write: outputContext.write,
          command: this
        };
        this._getCommandAndAncestors().reverse().forEach((command) => command.emit("beforeAllHelp", eventContext)), this.emit("beforeHelp", eventContext);
        let helpInformation = this.helpInformation({ error: outputContext.error });
        if (deprecatedCallback && (helpInformation = deprecatedCallback(helpInformation), typeof helpInformation != "string" && !Buffer.isBuffer(helpInformation)))
          throw new Error("outputHelp callback must return a string or a Buffer");
        outputContext.write(helpInformation), this._getHelpOption()?.long && this.emit(this._getHelpOption().long), this.emit("afterHelp", eventContext), this._getCommandAndAncestors().forEach(
          (command) => command.emit("afterAllHelp", eventContext)
        );
      }
      /**
       * You can pass in flags and a description to customise the built-in help option.
       * Pass in false to disable the built-in help option.
       *
       * @example
       * program.helpOption('-?, --help' 'show help'); // customise
       * program.helpOption(false); // disable
       *
       * @param {(string | boolean)} flags
       * @param {string} [description]
       * @return {Command} `this` command for chaining
       */
      helpOption(flags, description) {
        return typeof flags == "boolean" ? (flags ? (this._helpOption === null && (this._helpOption = void 0), this._defaultOptionGroup && this._initOptionGroup(this._getHelpOption())) : this._helpOption = null, this) : (this._helpOption = this.createOption(
          flags ?? "-h, --help",
          description ?? "display help for command"
        ), (flags || description) && this._initOptionGroup(this._helpOption), this);
      }
      /**
       * Lazy create help option.
       * Returns null if has been disabled with .helpOption(false).
       *
       * @returns {(Option | null)} the help option
       * @package
       */
      _getHelpOption() {
        return this._helpOption === void 0 && this.helpOption(void 0, void 0), this._helpOption;
      }
      /**
       * Supply your own option to use for the built-in help option.
       * This is an alternative to using helpOption() to customise the flags and description etc.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addHelpOption(option2) {
        return this._helpOption = option2, this._initOptionGroup(option2), this;
      }
      /**
       * Output help information and exit.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      help(contextOptions) {
        this.outputHelp(contextOptions);
        let exitCode = Number(process2.exitCode ?? 0);
        exitCode === 0 && contextOptions && typeof contextOptions != "function" && contextOptions.error && (exitCode = 1), this._exit(exitCode, "commander.help", "(outputHelp)");
      }
      /**
       * // Do a little typing to coordinate emit and listener for the help text events.
       * @typedef HelpTextEventContext
       * @type {object}
       * @property {boolean} error
       * @property {Command} command
       * @property {function} write
       */
      /**
       * Add additional text to be displayed with the built-in help.
       *
       * Position is 'before' or 'after' to affect just this command,
       * and 'beforeAll' or 'afterAll' to affect this command and all its subcommands.
       *
       * @param {string} position - before or after built-in help
       * @param {(string | Function)} text - string to add, or a function returning a string
       * @return {Command} `this` command for chaining
       */
      addHelpText(position, text2) {
        let allowedValues = ["beforeAll", "before", "after", "afterAll"];
        if (!allowedValues.includes(position))
          throw new Error(`Unexpected value for position to addHelpText.
Expecting one of '${allowedValues.join("', '")}'`);
        let helpEvent = `${position}Help`;
        return this.on(helpEvent, (context) => {
          let helpStr;
          typeof text2 == "function" ? helpStr = text2({ error: context.error, command: context.command }) : helpStr = text2, helpStr && context.write(`${helpStr}
`);
        }), this;
      }
      /**
       * Output help information if help flags specified
       *
       * @param {Array} args - array of options to search for help flags
       * @private
       */
      _outputHelpIfRequested(args) {
        let helpOption = this._getHelpOption();
        helpOption && args.find((arg) => helpOption.is(arg)) && (this.outputHelp(), this._exit(0, "commander.helpDisplayed", "(outputHelp)"));
      }
    };
    function incrementNodeInspectorPort(args) {
      return args.map((arg) => {
        if (!arg.startsWith("--inspect"))
          return arg;
        let debugOption, debugHost = "127.0.0.1", debugPort = "9229", match;
        return (match = arg.match(/^(--inspect(-brk)?)$/)) !== null ? debugOption = match[1] : (match = arg.match(/^(--inspect(-brk|-port)?)=([^:]+)$/)) !== null ? (debugOption = match[1], /^\d+$/.test(match[3]) ? debugPort = match[3] : debugHost = match[3]) : (match = arg.match(/^(--inspect(-brk|-port)?)=([^:]+):(\d+)$/)) !== null && (debugOption = match[1], debugHost = match[3], debugPort = match[4]), debugOption && debugPort !== "0" ? `${debugOption}=${debugHost}:${parseInt(debugPort) + 1}` : arg;
      });
    }
    function useColor() {
      if (process2.env.NO_COLOR || process2.env.FORCE_COLOR === "0" || process2.env.FORCE_COLOR === "false")
        return !1;
      if (process2.env.FORCE_COLOR || process2.env.CLICOLOR_FORCE !== void 0)
        return !0;
    }
    exports.Command = Command2;
    exports.useColor = useColor;
  }
});

// node_modules/commander/index.js
var require_commander = __commonJS({
  "node_modules/commander/index.js"(exports) {
    var { Argument: Argument2 } = require_argument(), { Command: Command2 } = require_command(), { CommanderError: CommanderError2, InvalidArgumentError: InvalidArgumentError2 } = require_error(), { Help: Help2 } = require_help(), { Option: Option2 } = require_option();
    exports.program = new Command2();
    exports.createCommand = (name) => new Command2(name);
    exports.createOption = (flags, description) => new Option2(flags, description);
    exports.createArgument = (name, description) => new Argument2(name, description);
    exports.Command = Command2;
    exports.Option = Option2;
    exports.Argument = Argument2;
    exports.Help = Help2;
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
    exports.InvalidOptionArgumentError = InvalidArgumentError2;
  }
});

// src/cli/admin.ts
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

// src/cli/command.ts
var parameters = external_exports.registry();
function argument(schema, help) {
  return describe(schema, { kind: "argument", help });
}
function option(schema, value, help) {
  return describe(schema, { kind: "option", help, value, repeated: !1 });
}
function repeatedOption(schema, value, help) {
  return describe(external_exports.array(schema).default([]), { kind: "option", help, value, repeated: !0 });
}
function flag(help) {
  return describe(external_exports.boolean().default(!1), { kind: "option", help, value: null, repeated: !1 });
}
function describe(schema, help) {
  let own = schema.clone();
  return parameters.add(own, help), own;
}
function defineCommand(definition) {
  let { name, summary, notes = null } = definition, schema = external_exports.object(definition.input), expected = Object.entries(schema.shape).map(([key, part]) => readParameter(key, part));
  return {
    name,
    summary,
    notes,
    arguments: expected.filter((part) => part.kind === "argument"),
    options: expected.filter((part) => part.kind === "option"),
    prepare(input) {
      let parsed = schema.safeParse(input, { error: explainIssue });
      if (parsed.success) return (context) => definition.run(context, parsed.data);
      let faults = parsed.error.issues.map(({ path, message }) => {
        let part = expected.find(({ key }) => key === path[0]);
        return `${part?.kind === "option" ? `--${part.name}` : part?.name ?? "options"}: ${message}`;
      });
      throw new UsageError(faults.join(`
`));
    }
  };
}
function readParameter(key, schema) {
  let help = parameters.get(schema);
  if (help === void 0) throw new Error(`${key} is neither an argument nor an option`);
  let without = external_exports.safeParse(schema, void 0), facts = {
    key,
    isNeeded: !without.success,
    default: without.success ? tellDefault(without.data) : null
  }, name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return help.kind === "argument" ? { ...help, ...facts, name: name.toUpperCase() } : { ...help, ...facts, name };
}
var tellDefault = (value) => typeof value == "string" || typeof value == "number" ? String(value) : null, UsageError = class extends Error {
  name = "UsageError";
};

// src/cli/find-institution.ts
var institutionArgument = argument(external_exports.string(), "id, or name in any case");
async function findInstitution({ institutions }, reference) {
  let byId = await institutions.find(reference);
  if (byId !== null) return byId;
  let named = (await institutions.list()).filter(({ name }) => isSameName(name, reference)), [found] = named;
  if (found === void 0) throw notFound(`there is no institution ${reference}; see institution list`);
  if (named.length > 1)
    throw notFound(
      `several institutions are named ${reference}; give an id: ${named.map(({ id }) => id).join(", ")}`
    );
  return found;
}
function isSameName(one, other) {
  let fold = (name) => name.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
  return fold(one) === fold(other);
}
var notFound = (detail) => new ProductError("institution_invalid", { detail, next: "fix" });

// src/cli/institution-file.ts
var address = addressSchema, text = external_exports.string().trim().min(1), institutionFile = external_exports.strictObject({
  name: institutionSchema.shape.name,
  enabled: institutionSchema.shape.enabled,
  platform: external_exports.strictObject(platformSchema.shape),
  /** Deployment ids that may launch at once; others are kept for approval when they first appear. */
  deployments: external_exports.array(text).default([]),
  canvas: writtenCanvasConnectionSchema,
  sis: writtenSisConnectionSchema.nullable().default(null),
  settings: institutionSettingsSchema.prefault({})
});
function parseInstitutionFile(content) {
  let { deployments, ...institution } = parsePart(institutionFile, content);
  return { institution, deployments };
}
function parseSisConnection(content) {
  return parsePart(writtenSisConnectionSchema, content);
}
function parseSettings(before, content) {
  return parsePart(institutionSettingsSchema, { ...before, ...content });
}
function parsePart(schema, content) {
  let parsed = schema.safeParse(content, { error: explainIssue });
  if (parsed.success) return parsed.data;
  throw new ProductError("institution_invalid", {
    detail: describeIssues(parsed.error.issues, "message", "file"),
    next: "fix"
  });
}

// src/cli/read-input.ts
async function readSecret(terminal2, path) {
  let secret = (await readText(terminal2, path)).replace(/\r?\n$/, "");
  if (secret.trim() === "") throw unusable(path, "it is empty");
  return secret;
}
async function readJson(terminal2, path) {
  let text2 = await readText(terminal2, path);
  try {
    return JSON.parse(text2);
  } catch {
    throw unusable(path, "it is not JSON");
  }
}
async function readText(terminal2, path) {
  try {
    return await terminal2.read(path);
  } catch (cause) {
    let code = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw unusable(path, code, cause);
  }
}
function unusable(path, reason, cause) {
  let name = path === "-" ? "standard input" : path;
  return new ProductError("settings_invalid", { detail: `${name}: ${reason}`, next: "fix", cause });
}

// src/cli/save-institution.ts
var operator = { kind: "operator", id: null, role: null };
async function saveInstitution({ stores, audit }, before, after) {
  await stores.institutions.update(after);
  let key = before.canvas.apiKey?.clientId;
  key !== void 0 && key !== after.canvas.apiKey?.clientId && await stores.canvasGrants.removeInstitution(after.id), await audit.recordChange(operator, before, after);
}
function recordCommand({ audit }, institutionId, command, facts = {}) {
  return audit.record({ institutionId, action: "operator", actor: operator, facts: { command, ...facts } });
}

// src/cli/commands/canvas-api-commands.ts
var listCanvasScopes = defineCommand({
  name: "canvas-api scopes",
  summary: "redirect URI and scopes that the API developer key of a school needs",
  notes: 'A key that enforces scopes also needs "Allow Include Parameters".',
  input: {},
  async run({ services: { settings } }) {
    let redirectUri = `${settings.PUBLIC_URL}${callbackPath}`;
    return {
      text: `${redirectUri}

${canvasScopes.join(`
`)}
`,
      json: { redirectUri, scopes: canvasScopes }
    };
  }
}), setCanvasApi = defineCommand({
  name: "canvas-api set",
  summary: "gives the tool the Canvas API developer key of the school",
  notes: "With another key than before, every teacher is asked for consent again.",
  input: {
    institution: institutionArgument,
    clientId: option(text, "ID", "number of the API developer key"),
    secretFile: option(
      external_exports.string(),
      "FILE",
      'file with the key itself ("Show Key" in Canvas); - reads standard input'
    )
  },
  async run({ services, terminal: terminal2 }, input) {
    let institution = await findInstitution(services.stores, input.institution), clientSecret = await readSecret(terminal2, input.secretFile), apiKey = { clientId: input.clientId, clientSecret };
    return await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey }
    }), {
      text: `${institution.id}  Canvas API key set
`,
      json: { id: institution.id, clientId: input.clientId }
    };
  }
}), clearCanvasApi = defineCommand({
  name: "canvas-api clear",
  summary: "forgets the Canvas API key and every teacher's consent",
  input: { institution: institutionArgument },
  async run({ services }, input) {
    let institution = await findInstitution(services.stores, input.institution);
    return await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey: null }
    }), {
      text: `${institution.id}  Canvas API key cleared
`,
      json: { id: institution.id, apiKey: null }
    };
  }
});

// src/cli/commands/deployment-commands.ts
var listDeployments = defineCommand({
  name: "deployment list",
  summary: "deployments that were seen in launches or decided, of one institution or of all",
  input: {
    institution: argument(external_exports.string().optional(), "id, or name in any case; without it all"),
    state: option(
      external_exports.enum(["pending", "approved", "refused"]).optional(),
      "STATE",
      "only pending, approved or refused ones"
    )
  },
  async run({ services: { stores } }, { institution, state }) {
    let institutions = institution === void 0 ? await stores.institutions.list() : [await findInstitution(stores, institution)], rows = (await Promise.all(
      institutions.map(async ({ id, name }) => (await stores.deployments.list(id)).filter((deployment) => state === void 0 || deployment.state === state).map((deployment) => ({ ...deployment, institution: name })))
    )).flat();
    return { text: rows.map(
      (row) => `${row.institutionId}  ${row.institution}  ${row.state}  ${row.deploymentId}
`
    ).join("") || `none
`, json: rows };
  }
}), approveDeployment = decideCommand("approve", "approved", "lets a deployment launch"), refuseDeployment = decideCommand("refuse", "refused", "lets a deployment launch no more");
function decideCommand(verb, state, summary) {
  return defineCommand({
    name: `deployment ${verb}`,
    summary,
    notes: "A deployment is known here once somebody has opened the tool from it in Canvas.",
    input: {
      institution: institutionArgument,
      deployment: argument(
        text.optional(),
        "its id, as deployment list shows it; without it the one that is pending"
      )
    },
    async run({ services }, input) {
      let { stores } = services, { id } = await findInstitution(stores, input.institution), deploymentId = chooseDeployment(await stores.deployments.list(id), input.deployment);
      return await stores.deployments.decide(id, deploymentId, state), await recordCommand(services, id, `deployment ${verb}`, { deployment: deploymentId }), {
        text: `${deploymentId}: ${state}
`,
        json: { institutionId: id, deploymentId, state }
      };
    }
  });
}
function chooseDeployment(deployments, wanted) {
  let pending = deployments.filter(({ state }) => state === "pending").map(({ deploymentId }) => deploymentId);
  if (wanted !== void 0)
    return requireSeen(deployments, [wanted]), wanted;
  let [only] = pending;
  if (only !== void 0 && pending.length === 1) return only;
  let detail = only === void 0 ? "no deployment is pending; one is once somebody has opened the tool in Canvas" : `several deployments are pending; say which: ${pending.join(", ")}`;
  throw new ProductError("institution_invalid", { detail, next: "fix" });
}
function requireSeen(deployments, wanted) {
  let unseen = wanted.filter((id) => !deployments.some(({ deploymentId }) => deploymentId === id));
  if (unseen.length === 0) return;
  let pending = deployments.filter(({ state }) => state === "pending").map(({ deploymentId }) => deploymentId), detail = `no launch came from deployment ${unseen.join(", ")}; pending: ${pending.join(", ") || "none"}`;
  throw new ProductError("institution_invalid", { detail, next: "fix" });
}

// src/cli/commands/encryption-reencrypt.ts
var reencrypt = defineCommand({
  name: "encryption reencrypt",
  summary: "encrypts what is still under an older key with the first key of ENCRYPTION_KEYS",
  notes: [
    "To change the encryption key while the tool runs:",
    "  1. put the new key behind the old one in ENCRYPTION_KEYS of every process, and restart them;",
    "  2. move it to the front everywhere, and restart them;",
    "  3. run this command; interrupted, it goes on where it stopped when it is run again;",
    "  4. when it ends with exit code 0, take the old key away."
  ].join(`
`),
  input: {
    batch: option(external_exports.coerce.number().int().min(1).max(1e4).default(200), "NUMBER", "records at a time")
  },
  async run({ services: { stores }, terminal: terminal2 }, { batch }) {
    await stores.encryptionCanary.renew();
    let changed = {}, unreadable = [];
    for (let [name, store] of Object.entries(stores.reencryptables)) {
      let after = null;
      do {
        let done = await store.reencrypt(after, batch);
        changed[name] = (changed[name] ?? 0) + done.changed, unreadable.push(...done.unreadable.map((id) => `${name} ${id}`)), done.changed > 0 && terminal2.progress(`${name}: ${changed[name]}`), after = done.next;
      } while (after !== null);
    }
    if (unreadable.length > 0) {
      let detail = `unreadable with the present ENCRYPTION_KEYS: ${unreadable.slice(0, 20).join(", ")}; everything else is done`;
      throw new ProductError("secret_unreadable", { detail, next: "fix" });
    }
    return { text: `${Object.values(changed).reduce((sum, count) => sum + count, 0)} records re-encrypted; older keys are no longer needed
`, json: { changed } };
  }
});

// src/lti/registration/canvas-presets.ts
var canvasPresets = ["production", "beta", "test", "self-hosted"], cloud = {
  production: { issuer: "https://canvas.instructure.com", login: "https://sso.canvaslms.com" },
  beta: { issuer: "https://canvas.beta.instructure.com", login: "https://sso.beta.canvaslms.com" },
  test: { issuer: "https://canvas.test.instructure.com", login: "https://sso.test.canvaslms.com" }
};
function presetPlatform(preset, canvasUrl) {
  let { issuer, login } = preset === "self-hosted" ? { issuer: cloud.production.issuer, login: canvasUrl } : cloud[preset];
  return {
    issuer,
    authorizationEndpoint: `${login}/api/lti/authorize_redirect`,
    tokenEndpoint: `${canvasUrl}/login/oauth2/token`,
    jwksUrl: `${login}/api/lti/security/jwks`
  };
}
function loginOrigins(preset) {
  return preset === "self-hosted" ? [] : [cloud[preset].issuer, cloud[preset].login];
}

// src/cli/check-institution.ts
async function requireUsable(services, before, after, source) {
  let known = new Set(before === null ? [] : findFaults(services, before)), faults = findFaults(services, after).filter((fault) => !known.has(fault));
  if (before === null || !isSameName(before.name, after.name)) {
    let namesake = (await services.stores.institutions.list()).find(
      ({ id, name }) => id !== before?.id && isSameName(name, after.name)
    );
    namesake && faults.push(`name: institution ${namesake.id} has it already; choose one that tells them apart`);
  }
  if (faults.length === 0) return;
  let detail = faults.join(`
`);
  throw source === "options" ? new UsageError(detail) : new ProductError("institution_invalid", { detail, next: "fix" });
}
function requireUsableAddress(address2, { ALLOW_PRIVATE_ADDRESSES }) {
  let fault = findUrlFault(new URL(address2), { allowPrivateAddresses: ALLOW_PRIVATE_ADDRESSES });
  if (fault !== null) throw new UsageError(`${address2}: ${fault}`);
}
function findFaults({ settings, profiles }, { canvas: canvas2, platform, sis }) {
  let addresses = {
    "canvas.baseUrl": canvas2.baseUrl,
    "platform.tokenEndpoint": platform.tokenEndpoint,
    "platform.jwksUrl": platform.jwksUrl,
    ...sis && { "sis.rosteringUrl": sis.rosteringUrl, "sis.gradebookUrl": sis.gradebookUrl },
    ...sis?.auth.kind === "oauth2" && { "sis.auth.tokenUrl": sis.auth.tokenUrl }
  }, faults = Object.entries(addresses).flatMap(([name, address2]) => {
    let fault = findUrlFault(new URL(address2), { allowPrivateAddresses: settings.ALLOW_PRIVATE_ADDRESSES });
    return fault === null ? [] : [`${name}: ${address2}: ${fault}`];
  });
  return sis !== null && !profiles.has(sis.profile) && faults.push(`sis.profile: must be one of ${[...profiles.keys()].join(", ")}`), faults;
}

// src/cli/commands/install-link.ts
var dayMs = 1440 * 6e4, makeInstallLink = defineCommand({
  name: "install-link",
  summary: "makes a one-time link with which a Canvas administrator installs the tool (dynamic registration)",
  notes: `The school pastes the link in Canvas: Admin \u203A Developer Keys \u203A + Developer Key \u203A + LTI Registration. Whoever has the
link can use it, so send it to that person only.`,
  input: {
    canvas: option(address, "URL", "address of the school's Canvas; the link works for no other"),
    name: option(
      institutionSchema.shape.name.optional(),
      "NAME",
      "name of the institution; the host of its Canvas unless said"
    ),
    preset: option(
      external_exports.enum(canvasPresets).default("production"),
      "NAME",
      `kind of Canvas: ${canvasPresets.join(", ")}`
    ),
    issuer: option(text.optional(), "URL", "who signs launches, where it is not the one of the preset"),
    sisLabel: option(
      institutionSettingsSchema.shape.sisLabel,
      "TEXT",
      "the school's own name for its SIS; its administrator can change it"
    ),
    days: option(external_exports.coerce.number().min(0.01).max(90).default(7), "NUMBER", "how long the link works")
  },
  async run({ services: { stores, settings, clock, randomBytes }, terminal: terminal2 }, input) {
    requireUsableAddress(input.canvas, settings);
    let name = input.name ?? new URL(input.canvas).host, namesake = (await stores.institutions.list()).find((known) => isSameName(known.name, name));
    namesake && terminal2.progress(`note: institution ${namesake.id} has the name ${name} already`);
    let invite = randomBytes(32).toString("base64url"), expiresAt = new Date(clock().getTime() + input.days * dayMs);
    await stores.installLinks.insert(invite, {
      name,
      canvasUrl: input.canvas,
      issuer: input.issuer ?? presetPlatform(input.preset, input.canvas).issuer,
      loginOrigins: input.issuer === void 0 ? [...loginOrigins(input.preset)] : [],
      sisLabel: input.sisLabel,
      expiresAt
    });
    let url = `${settings.PUBLIC_URL}${invitePath(invite)}`;
    return {
      text: `${url}
works once, until ${expiresAt.toISOString()}, for ${input.canvas}
`,
      json: { url, expiresAt: expiresAt.toISOString() }
    };
  }
});

// src/cli/describe-institution.ts
var kept = "(set)";
function describeInstitution(institution, deployments) {
  let { canvas: canvas2, sis, ...rest } = institution;
  return {
    ...rest,
    canvas: { ...canvas2, apiKey: canvas2.apiKey && { clientId: canvas2.apiKey.clientId, clientSecret: kept } },
    sis: sis && describeSis(sis),
    deployments: deployments.map(({ deploymentId, state, firstSeenAt }) => ({
      deploymentId,
      state,
      firstSeenAt: firstSeenAt.toISOString()
    }))
  };
}
function describeSis({ auth, headers, ...sis }) {
  return {
    ...sis,
    auth: auth.kind === "oauth2" ? { ...auth, clientSecret: kept } : { ...auth, consumerSecret: kept },
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, kept]))
  };
}
function toLines(facts, indent = "") {
  if (typeof facts != "object" || facts === null) return `${indent}${String(facts)}
`;
  let entries = Object.entries(facts);
  return entries.length === 0 ? `${indent}(none)
` : entries.map(([name, value]) => toLine(name, value, indent)).join("");
}
function toLine(name, value, indent) {
  let label = `${indent}${name}:`;
  return Array.isArray(value) && value.every((entry) => typeof entry != "object") ? `${label} ${value.length === 0 ? "(none)" : value.join(", ")}
` : typeof value == "object" && value !== null ? `${label}
${toLines(value, `${indent}  `)}` : `${label} ${value === null ? "(none)" : String(value)}
`;
}

// src/cli/settings-option.ts
var settingsOption = {
  set: repeatedOption(
    external_exports.string(),
    "SETTING=VALUE",
    'a setting, such as sisLabel="Lakeside SIS" or resend=everything; lists and numbers as JSON'
  )
};
function describeSettings() {
  let { fields } = en.administration.settings;
  return ["Settings:", ...settingFields.map(([name, field]) => {
    let unless = JSON.stringify(defaultInstitutionSettings[name]);
    return `  ${name.padEnd(22)} ${fields[name].label}${tellValues(field)}; ${unless} unless set`;
  })].join(`
`);
}
function tellValues(field) {
  switch (field.kind) {
    case "radio":
    case "checkboxes":
      return `: ${field.options.join(", ")}`;
    case "number":
      return `: ${field.min} to ${field.max}${field.optional ? ", or null" : ""}`;
    case "text":
      return `: at most ${field.max} characters`;
    default:
      return "";
  }
}
function assignSettings(before, assignments) {
  let entries = assignments.map((assignment) => {
    let at = assignment.indexOf("=");
    if (at < 1) throw new UsageError("--set: must be SETTING=VALUE");
    return [assignment.slice(0, at), readValue(assignment.slice(at + 1))];
  });
  return parseSettings(before, Object.fromEntries(entries));
}
function readValue(value) {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

// src/cli/commands/platform-options.ts
var canvas = ["URL", "address of the school's Canvas, such as https://school.instructure.com"], clientId = ["ID", "number of the LTI developer key in Canvas"], endpointOptions = {
  preset: option(
    external_exports.enum(canvasPresets).optional(),
    "NAME",
    `kind of Canvas: ${canvasPresets.join(", ")}; production unless said`
  ),
  issuer: option(text.optional(), "URL", "who signs launches, where it is not the one of the preset"),
  authorizationEndpoint: option(
    address.optional(),
    "URL",
    "where sign-ins go, where it is not the one of the preset"
  ),
  tokenEndpoint: option(address.optional(), "URL", "where service tokens come from, likewise"),
  jwksUrl: option(address.optional(), "URL", "the platform's public keys, likewise")
}, newPlatformOptions = {
  canvas: option(address, ...canvas),
  clientId: option(text, ...clientId),
  ...endpointOptions
}, platformOptions = {
  canvas: option(address.optional(), ...canvas),
  clientId: option(text.optional(), ...clientId),
  ...endpointOptions
};
function makePlatform(input) {
  let preset = presetPlatform(input.preset ?? "production", input.canvas);
  return override({ ...preset, clientId: input.clientId }, input);
}
function changePlatform(platform, canvasUrl, input) {
  let newUrl = input.canvas ?? canvasUrl, base = input.preset === void 0 ? { ...platform, tokenEndpoint: moveHost(platform.tokenEndpoint, canvasUrl, newUrl) } : presetPlatform(input.preset, newUrl);
  return { canvasUrl: newUrl, platform: override({ ...base, clientId: platform.clientId }, input) };
}
function override(platform, input) {
  return {
    issuer: input.issuer ?? platform.issuer,
    clientId: input.clientId ?? platform.clientId,
    authorizationEndpoint: input.authorizationEndpoint ?? platform.authorizationEndpoint,
    tokenEndpoint: input.tokenEndpoint ?? platform.tokenEndpoint,
    jwksUrl: input.jwksUrl ?? platform.jwksUrl
  };
}
function moveHost(endpoint, before, after) {
  return endpoint.startsWith(`${before}/`) ? `${after}${endpoint.slice(before.length)}` : endpoint;
}

// src/cli/commands/institution-add.ts
var addInstitution = defineCommand({
  name: "institution add",
  summary: "adds an institution and its LTI platform; its SIS and Canvas API are set afterwards",
  notes: `Example: institution add --name "Lakeside ISD" --canvas https://lakeside.instructure.com --client-id 10000000000001

${describeSettings()}`,
  input: {
    name: option(institutionSchema.shape.name, "NAME", "what people call the institution"),
    ...newPlatformOptions,
    deployment: repeatedOption(text, "ID", "deployment that may launch at once"),
    ...settingsOption
  },
  async run({ services }, input) {
    let { stores, engine, audit } = services, described = {
      name: input.name,
      enabled: !0,
      platform: makePlatform(input),
      canvas: { baseUrl: input.canvas, apiKey: null },
      sis: null,
      settings: assignSettings(defaultInstitutionSettings, input.set)
    };
    await requireUsable(services, null, described, "options");
    let institution = await stores.institutions.create(described);
    await audit.recordChange(operator, null, institution), await engine.registerPlatform(institution);
    for (let id of input.deployment) await stores.deployments.decide(institution.id, id, "approved");
    let deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}
`,
      json: describeInstitution(institution, deployments)
    };
  }
});

// src/cli/commands/institution-apply.ts
var applyInstitutionFile = defineCommand({
  name: "institution apply",
  summary: "adds or changes the institution that a JSON file describes, with everything in it",
  notes: `An institution is known by its issuer and client id. An example stands in the README.

${describeSettings()}`,
  input: { file: argument(external_exports.string(), "the description; - reads standard input") },
  async run({ services, terminal: terminal2 }, { file }) {
    let { stores } = services, description = parseInstitutionFile(await readJson(terminal2, file)), { issuer, clientId: clientId2 } = description.institution.platform, before = await stores.institutions.findByPlatform(issuer, clientId2);
    await requireUsable(services, before, description.institution, "file"), before && requireSeen(await stores.deployments.list(before.id), description.deployments);
    let institution = await applyInstitution(services, description), deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}
`,
      json: describeInstitution(institution, deployments)
    };
  }
});
async function applyInstitution(services, { institution, deployments }) {
  let { stores, engine, audit } = services, { issuer, clientId: clientId2 } = institution.platform, known = await stores.institutions.findByPlatform(issuer, clientId2), applied = known ? { ...institution, id: known.id } : await stores.institutions.create(institution);
  known ? await saveInstitution(services, known, applied) : await audit.recordChange(operator, null, applied), await engine.registerPlatform(applied);
  for (let deployment of deployments) await stores.deployments.decide(applied.id, deployment, "approved");
  return applied;
}

// src/cli/commands/institution-change.ts
var changeInstitution = defineCommand({
  name: "institution change",
  summary: "changes name, platform or settings; what is not named stays",
  notes: `Another issuer or client id gets keys of its own; those of the old one are erased.

${describeSettings()}`,
  input: {
    institution: institutionArgument,
    name: option(institutionSchema.shape.name.optional(), "NAME", "a new name"),
    ...platformOptions,
    ...settingsOption
  },
  async run({ services }, input) {
    let { stores, engine } = services, before = await findInstitution(stores, input.institution), { canvasUrl, platform } = changePlatform(before.platform, before.canvas.baseUrl, input), changed = {
      ...before,
      name: input.name ?? before.name,
      platform,
      canvas: { ...before.canvas, baseUrl: canvasUrl },
      settings: assignSettings(before.settings, input.set)
    };
    await requireUsable(services, before, changed, "options"), await saveInstitution(services, before, changed), await engine.registerPlatform(changed);
    let { issuer, clientId: clientId2 } = before.platform;
    (issuer !== platform.issuer || clientId2 !== platform.clientId) && await engine.removePlatform(before);
    let deployments = await stores.deployments.list(changed.id);
    return { text: `${changed.id}  changed
`, json: describeInstitution(changed, deployments) };
  }
});

// src/cli/commands/institution-erase.ts
var lastPagesMs = 3e3, eraseInstitution = eraseCommand("institution erase"), removeInstitution = eraseCommand("institution remove");
function eraseCommand(name) {
  return defineCommand({
    name,
    summary: "erases an institution with everything that belongs to it: keys, connections, runs, grades",
    notes: "There is no way back; see institution export. Nothing changes in Canvas or in the SIS.",
    input: {
      institution: institutionArgument,
      yes: flag("does not ask for the name"),
      wait: option(
        external_exports.coerce.number().int().min(0).max(3600).default(60),
        "SECONDS",
        "how long to wait for running grade syncs to stop"
      )
    },
    async run({ services, terminal: terminal2 }, input) {
      let institution = await findInstitution(services.stores, input.institution);
      return input.yes || await confirm(terminal2, institution), await silence(services, institution, input.wait * 1e3, terminal2), await services.stores.removeInstitution(institution), { text: `${institution.id}  erased
`, json: { id: institution.id, erased: !0 } };
    }
  });
}
async function confirm(terminal2, { name }) {
  if ((await terminal2.ask(`Type the name of the institution to erase it (${name}): `)).trim() !== name)
    throw new ProductError("form_invalid", { detail: "that is not its name; nothing was erased", next: "fix" });
}
async function silence({ stores, clock }, institution, waitMs, terminal2) {
  let { runs } = stores.passback;
  await stores.institutions.update({ ...institution, enabled: !1 }), await runs.cancelAll(institution.id, clock()), institution.enabled && await systemSleep(lastPagesMs);
  let giveUpAt = clock().getTime() + waitMs;
  for (; ; ) {
    let held = await runs.countHeld(institution.id);
    if (held === 0) return;
    if (clock().getTime() >= giveUpAt) {
      let detail = `${held} grade syncs have not stopped yet; the institution is disabled, try again in a minute`;
      throw new ProductError("database_unavailable", { detail, next: "retry" });
    }
    terminal2.progress(`waiting for ${held} grade syncs to stop`), await systemSleep(Math.min(2e3, waitMs));
  }
}

// src/cli/commands/institution-export.ts
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
var exportInstitution = defineCommand({
  name: "institution export",
  summary: "writes everything kept of an institution to a new file of JSON lines, its secrets aside",
  notes: 'Each line is {"collection": \u2026, "record": \u2026}; the first one is the institution itself. It holds names and grades.',
  input: {
    institution: institutionArgument,
    to: option(external_exports.string(), "FILE", "must not exist yet; only its owner can read it")
  },
  async run({ services }, input) {
    let { stores } = services, institution = await findInstitution(stores, input.institution), file = createWriteStream(input.to, { flags: "wx", mode: 384 });
    await once(file, "open");
    let records = 0, write = async (line) => {
      records += 1, file.write(`${JSON.stringify(line)}
`) || await once(file, "drain");
    }, described = describeInstitution(institution, await stores.deployments.list(institution.id));
    await write({ collection: "institutions", record: described });
    for await (let record of stores.exportRecords(institution.id)) await write(record);
    return await recordCommand(services, institution.id, "institution export"), file.end(), await finished(file), { text: `${input.to}: ${records} records
`, json: { file: input.to, records } };
  }
});

// src/cli/commands/institution-show.ts
var listInstitutions = defineCommand({
  name: "institution list",
  summary: "every institution, with its platform and what is still missing",
  input: {},
  async run({ services: { stores } }) {
    let institutions = await stores.institutions.list(), rows = await Promise.all(
      institutions.map(async ({ id, name, enabled, platform, canvas: canvas2, sis }) => {
        let deployments = await stores.deployments.list(id), missing = [
          ...sis === null ? ["sis"] : [],
          ...canvas2.apiKey === null ? ["canvas-api"] : [],
          ...deployments.some(({ state }) => state === "approved") ? [] : ["approved deployment"]
        ], { issuer, clientId: clientId2 } = platform, pending = deployments.filter(({ state }) => state === "pending").map(({ deploymentId }) => deploymentId);
        return { id, name, enabled, canvas: canvas2.baseUrl, issuer, clientId: clientId2, missing, pending };
      })
    );
    return { text: rows.map(({ id, name, enabled, canvas: canvas2, clientId: clientId2, missing, pending }) => {
      let notes = [
        ...enabled ? [] : ["disabled"],
        ...isNamedTwice(rows, name) ? ["another institution has this name"] : [],
        ...missing.length > 0 ? [`missing: ${missing.join(", ")}`] : [],
        ...pending.length > 0 ? [`pending deployments: ${pending.join(", ")}`] : []
      ];
      return `${[id, name, canvas2, clientId2, ...notes].join("  ")}
`;
    }).join("") || `none; see install-link and institution add
`, json: rows };
  }
});
function isNamedTwice(rows, name) {
  return rows.filter((row) => isSameName(row.name, name)).length > 1;
}
var showInstitution = defineCommand({
  name: "institution show",
  summary: "everything about one institution but its secrets",
  input: { institution: institutionArgument },
  async run({ services: { stores } }, input) {
    let institution = await findInstitution(stores, input.institution), described = describeInstitution(institution, await stores.deployments.list(institution.id));
    return { text: toLines(described), json: described };
  }
});

// src/cli/commands/institution-switch.ts
var disableInstitution = switchCommand(
  "institution disable",
  "stops launches and runs of an institution; nothing is erased",
  !1
), enableInstitution = switchCommand("institution enable", "lets an institution work again", !0);
function switchCommand(name, summary, enabled) {
  return defineCommand({
    name,
    summary,
    input: { institution: institutionArgument },
    async run({ services }, input) {
      let institution = await findInstitution(services.stores, input.institution);
      await saveInstitution(services, institution, { ...institution, enabled });
      let word = enabled ? "enabled" : "disabled";
      return { text: `${institution.id}  ${word}
`, json: { id: institution.id, enabled } };
    }
  });
}

// src/cli/commands/keys-rotate.ts
var rotateKeys = defineCommand({
  name: "keys rotate",
  summary: "makes a new key pair for an institution's platform; the old public key stays readable for a day",
  notes: "Canvas reads the key set by itself; nothing is to be done there.",
  input: {
    institution: argument(external_exports.string().optional(), "id, or name in any case"),
    all: flag("every institution")
  },
  async run({ services, terminal: terminal2 }, { institution, all }) {
    let { stores, engine } = services;
    if (institution === void 0 !== all) throw new UsageError("give an INSTITUTION or --all");
    let institutions = institution === void 0 ? await stores.institutions.list() : [await findInstitution(stores, institution)];
    for (let one of institutions)
      await engine.rotateKey(one), await recordCommand(services, one.id, "keys rotate"), terminal2.progress(`${one.id}  new key`);
    return {
      text: `${institutions.length} rotated
`,
      json: { rotated: institutions.map(({ id }) => id) }
    };
  }
});

// src/cli/commands/run-commands.ts
var listRuns = defineCommand({
  name: "run list",
  summary: "an institution's grade syncs, newest first; without names and grades",
  input: {
    institution: institutionArgument,
    state: repeatedOption(external_exports.enum(runStates), "STATE", `only ${runStates.join(", ")}`),
    limit: option(external_exports.coerce.number().int().min(1).max(1e4).default(50), "NUMBER", "at most so many")
  },
  async run({ services: { stores } }, { institution, state, limit }) {
    let { id } = await findInstitution(stores, institution), states = state.length > 0 ? state : null, runs = (await stores.passback.runs.findOfInstitution(id, { states, limit })).map(describeRun);
    return { text: runs.map(
      (run) => `${run.id}  ${run.createdAt}  ${run.kind}  ${run.state}  ${run.course}${run.problem ? `  ${run.problem}` : ""}
`
    ).join("") || `none
`, json: runs };
  }
});
function describeRun(run) {
  return {
    id: run._id,
    course: run.course.title,
    kind: run.kind,
    state: run.state,
    createdAt: run.createdAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    stage: run.stage,
    counts: run.counts,
    problem: run.problem === null ? null : `${run.problem.code} (${run.problem.reference})`
  };
}
var retryRun = defineCommand({
  name: "run retry",
  summary: "sends again what failed in a grade sync; one that failed as a whole is requested anew",
  notes: "A worker takes it up; this command does not wait for it.",
  input: { run: argument(external_exports.string(), "its id, as run list shows it") },
  async run({ services }, { run }) {
    let { runId, how } = await services.retryRun(run), retried = await services.stores.passback.runs.findById(runId);
    return retried && await recordCommand(services, retried.institutionId, "run retry", { run, requested: runId }), { text: `${runId}  ${how}
`, json: { runId, how } };
  }
});

// src/cli/commands/sis-commands.ts
var connectionInput = {
  institution: institutionArgument,
  file: option(
    external_exports.string().optional(),
    "FILE",
    'the whole connection as JSON, like "sis" in the README; - reads standard input'
  ),
  profile: option(text.optional(), "NAME", "name of a file in config/sis, such as oneroster-1p2"),
  rosteringUrl: option(address.optional(), "URL", "base address of the SIS's rostering service"),
  gradebookUrl: option(address.optional(), "URL", "base address of the SIS's gradebook service"),
  auth: option(external_exports.enum(["oauth2", "oauth1"]).default("oauth2"), "KIND", "oauth2 or oauth1"),
  tokenUrl: option(address.optional(), "URL", "OAuth 2: where tokens come from"),
  clientId: option(text.optional(), "ID", "OAuth 2: client id; OAuth 1: consumer key"),
  secretFile: option(
    external_exports.string().optional(),
    "FILE",
    "file with the client or consumer secret; - reads standard input"
  ),
  clientAuthentication: option(
    external_exports.enum(["basic", "post"]).optional(),
    "KIND",
    "OAuth 2: basic (unless said) or post"
  ),
  signature: option(
    external_exports.enum(["HMAC-SHA256", "HMAC-SHA1"]).optional(),
    "KIND",
    "OAuth 1: HMAC-SHA256 (unless said) or HMAC-SHA1"
  ),
  maxInFlight: option(external_exports.coerce.number().optional(), "NUMBER", "requests at once; the profile's unless said"),
  headersFile: option(
    external_exports.string().optional(),
    "FILE",
    "JSON file with headers that the vendor demands; secret"
  )
}, setSis = defineCommand({
  name: "sis set",
  summary: "connects an institution to its SIS, in place of an earlier connection",
  input: connectionInput,
  async run({ services, terminal: terminal2 }, given) {
    let { stores } = services, institution = await findInstitution(stores, given.institution), [content, source] = given.file === void 0 ? [await describeConnection(terminal2, given), "options"] : [await readJson(terminal2, given.file), "file"], sis = parseSisConnection(content);
    return await requireUsable(services, institution, { ...institution, sis }, source), await saveInstitution(services, institution, { ...institution, sis }), await stores.passback.circuitBreakers.close(institution.id), { text: `${institution.id}  SIS set
`, json: { id: institution.id, profile: sis.profile } };
  }
}), clearSis = defineCommand({
  name: "sis clear",
  summary: "forgets the connection to the SIS and its secrets",
  input: { institution: institutionArgument },
  async run({ services }, input) {
    let institution = await findInstitution(services.stores, input.institution);
    return await saveInstitution(services, institution, { ...institution, sis: null }), { text: `${institution.id}  SIS cleared
`, json: { id: institution.id, sis: null } };
  }
});
async function describeConnection(terminal2, given) {
  let { profile, rosteringUrl, gradebookUrl, secretFile, headersFile, maxInFlight } = given;
  if (secretFile === void 0) throw new UsageError("--secret-file or --file: is needed");
  let secret = await readSecret(terminal2, secretFile), headers = headersFile === void 0 ? {} : await readJson(terminal2, headersFile), auth = given.auth === "oauth2" ? {
    kind: "oauth2",
    tokenUrl: given.tokenUrl,
    clientId: given.clientId,
    clientSecret: secret,
    clientAuthentication: given.clientAuthentication
  } : {
    kind: "oauth1",
    consumerKey: given.clientId,
    consumerSecret: secret,
    signature: given.signature
  };
  return { profile, rosteringUrl, gradebookUrl, auth, headers, maxInFlight };
}

// src/cli/commands/index.ts
var commands = [
  makeInstallLink,
  addInstitution,
  applyInstitutionFile,
  listInstitutions,
  showInstitution,
  changeInstitution,
  disableInstitution,
  enableInstitution,
  exportInstitution,
  eraseInstitution,
  removeInstitution,
  listDeployments,
  approveDeployment,
  refuseDeployment,
  setSis,
  clearSis,
  listCanvasScopes,
  setCanvasApi,
  clearCanvasApi,
  listRuns,
  retryRun,
  rotateKeys,
  reencrypt
];

// node_modules/commander/esm.mjs
var import_index = __toESM(require_commander(), 1), {
  program,
  createCommand,
  createArgument,
  createOption,
  CommanderError,
  InvalidArgumentError,
  InvalidOptionArgumentError,
  // deprecated old name
  Command,
  Argument,
  Option,
  Help
} = import_index.default;

// src/cli/program.ts
var rootNotes = `
INSTITUTION is an id or a name. Exit codes: 0 done, 1 failed, 2 wrong usage.
The commands read the environment variables of the tool and work while it runs. Secrets are read from files or
standard input (-), never from arguments, and are never printed.
`;
async function readCall(args, commands2) {
  let help = "", call = null, program2 = createProgram(commands2, (chosen) => {
    call = chosen;
  });
  forEach(program2, (one) => {
    one.exitOverride().configureOutput({
      writeOut: (text2) => {
        help += text2;
      },
      writeErr: () => {
      }
    });
  });
  try {
    await program2.parseAsync(args.length === 0 ? ["--help"] : [...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(explain(error, args, commands2));
  }
  return call ?? { kind: "help", text: help };
}
function createProgram(commands2, onCall) {
  let program2 = new Command("npm run admin --").description("Grade Passback, operator's command line").usage("COMMAND [options]").addHelpText("after", rootNotes).helpCommand("help [command]", "shows everything about one command").configureHelp({ visibleCommands: listAll, subcommandTerm: nameInFull }), groups = /* @__PURE__ */ new Map();
  for (let command of commands2) {
    let [first = "", second] = command.name.split(" ");
    if (second === void 0) addCommand(program2, first, command, onCall);
    else {
      let group = groups.get(first) ?? program2.command(first);
      groups.set(first, group), addCommand(group, second, command, onCall);
    }
  }
  return program2;
}
function addCommand(parent, name, command, onCall) {
  let own = parent.command(name).description(command.summary).allowExcessArguments(!1);
  for (let { name: argument2, help, isNeeded } of command.arguments)
    own.argument(isNeeded ? `<${argument2}>` : `[${argument2}]`, help);
  for (let option2 of command.options) addOption(own, option2);
  own.option("--json", "prints the result as JSON"), command.notes !== null && own.addHelpText("after", `
${command.notes}`), own.action(() => {
    let { json, ...options } = own.opts(), named = command.arguments.map(({ key }, place) => [key, own.args[place]]), given = Object.fromEntries(named.filter(([, value]) => value !== void 0));
    onCall({ kind: "run", command, input: { ...given, ...options }, json: json === !0 });
  });
}
function addOption(own, option2) {
  let { name, value, help, repeated, isNeeded } = option2, notes = [
    help,
    ...isNeeded ? ["needed"] : [],
    ...option2.default === null ? [] : [`${option2.default} unless said`],
    ...repeated ? ["may stand several times"] : []
  ].join("; "), flags = value === null ? `--${name}` : `--${name} <${value}>`;
  repeated ? own.option(flags, notes, (given, before) => [...before ?? [], given]) : own.option(flags, notes);
}
function listAll(program2) {
  return program2.parent === null ? new Help().visibleCommands(program2).flatMap((one) => one.commands.length > 0 ? one.commands : [one]) : new Help().visibleCommands(program2);
}
function nameInFull(command) {
  let parent = command.parent?.parent ? `${command.parent.name()} ` : "", named = command.registeredArguments.map((one) => one.required ? one.name() : `[${one.name()}]`);
  return [`${parent}${command.name()}`, ...named].join(" ");
}
function forEach(program2, action) {
  action(program2);
  for (let one of program2.commands) forEach(one, action);
}
function explain(error, args, commands2) {
  let option2 = /--?[a-z][a-z-]*/i.exec(error.message)?.[0];
  switch (error.code) {
    case "commander.missingArgument":
      return `missing: ${/'([A-Z-]+)'/.exec(error.message)?.[1] ?? "an argument"}`;
    case "commander.excessArguments":
      return "there are too many arguments";
    case "commander.unknownOption":
    case "commander.optionMissingArgument":
      return option2 === void 0 ? "the options cannot be read" : `${option2}: there is no such option, or its value is missing`;
    default: {
      let related = commands2.filter(({ name }) => name.split(" ")[0] === args[0]).map(({ name }) => name);
      return related.length > 0 ? `commands: ${related.join(", ")}` : "there is no such command; see --help";
    }
  }
}

// src/cli/run-cli.ts
var exitCodes = { done: 0, failed: 1, usage: 2 };
async function runCli(args, deps) {
  try {
    let call = await readCall(args, commands);
    if (call.kind === "help")
      return deps.print(call.text), exitCodes.done;
    let { text: text2, json } = await runCommand(call.command, call.input, deps);
    return deps.print(call.json ? `${JSON.stringify(json)}
` : text2), exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof UsageError)
      return deps.printError(`${thrown.message}
`), exitCodes.usage;
    let { code, detail } = toProductError(thrown), asJson = args.includes("--json");
    return deps.printError(`${asJson ? JSON.stringify({ error: code, detail }) : detail ?? code}
`), exitCodes.failed;
  }
}
async function runCommand(command, input, { openServices: openServices2, terminal: terminal2 }) {
  let run = command.prepare(input), { services, close } = await openServices2();
  try {
    return await run({ services, terminal: terminal2 });
  } finally {
    await close();
  }
}

// src/cli/admin.ts
async function openServices() {
  let settings = readSettings(process.env), log = createLog("warn", { write: (line) => {
    process.stderr.write(line);
  } }), mongo = await openMongoDb({
    url: settings.MONGODB_URL,
    dataDir: settings.DATA_DIR,
    log,
    visit: !0
  }), connection = await connectMongo(mongo).catch(async (error) => {
    throw await mongo.close(), error;
  }), services = createServices({ settings, connection, log });
  return await services.stores.ensureIndexes(), {
    services,
    async close() {
      await services.close(), await connection.close(), await mongo.close();
    }
  };
}
var terminal = {
  read: (path) => path === "-" ? readStandardInput() : readFile(path, "utf8"),
  async ask(question) {
    process.stderr.write(question);
    let lines = createInterface({ input: process.stdin, terminal: !1 });
    for await (let line of lines) return line;
    return "";
  },
  progress: (line) => {
    process.stderr.write(`${line}
`);
  }
};
async function readStandardInput() {
  let chunks = [];
  for await (let chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
process.exitCode = await runCli(process.argv.slice(2), {
  openServices,
  terminal,
  print: (text2) => {
    process.stdout.write(text2);
  },
  printError: (text2) => {
    process.stderr.write(text2);
  }
});
//# sourceMappingURL=admin.js.map
