export const signOutMessages = {
  title: 'Cerrar la sesión de Grade Passback',
  lead: 'Sigue con la sesión iniciada en Canvas. Las sincronizaciones que inició siguen en marcha.',
  thisSession: 'Cerrar la sesión aquí',
  thisHint: 'Termina esta sesión. Los otros cursos que tiene abiertos siguen abiertos.',
  allSessions: 'Terminar todas mis sesiones',
  allHint: 'Termina todas sus sesiones, en todos los cursos y dispositivos.',
  done: 'Usted cerró la sesión',
  doneAll: 'Todas sus sesiones terminaron',
  runsGoOn: 'Las sincronizaciones que inició siguen en marcha.',
  comeBack: 'Para volver, abra Grade Passback otra vez desde su curso o cuenta en Canvas.',
} as const;
