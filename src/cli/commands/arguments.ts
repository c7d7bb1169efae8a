/** The argument that most commands begin with. */
export const institutionArgument = { name: 'institution', help: 'id or exact name' } as const;
