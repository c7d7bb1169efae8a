export const categoriesMessages = {
  title: 'Sincronizar categorías del SIS',
  lead: 'Expanda un grupo de tareas y elija una categoría de {sisLabel} para cada sección. Los grupos sin asociar no se envían.',
  list: 'Grupos de tareas',
  sectionHead: 'Sección del SIS',
  sisIdHead: 'ID del SIS',
  categoryHead: 'Categoría del SIS',
  selectLabel: 'Categoría del SIS de {group} en {section}',
  submit: 'Sincronizar categorías',
  submitting: 'Sincronizando…',
  lastSaved: 'Última sincronización: {name}, {when}.',

  unassociatedSections: { one: '{count} sección sin asociar', other: '{count} secciones sin asociar' },
  unassociated: 'Sin asociar',
  synchronized: 'Sincronizado',
  changed: 'Cambiado',
  suggested: 'Coincide por nombre',
  gone: 'La categoría ya no existe',
  conflict: 'Conflicto',

  noteSuggested: 'En uso, porque tiene el nombre del grupo',
  noteGone: 'Ya no está en {sis}. Elija otra categoría, o estas tareas no se enviarán.',
  newOption: 'Nueva en {sis}: {category}',
  goneOption: '{category} (ya no está en {sis})',
  noteRenamed: 'Cambió de nombre en {sis}. Era “{title}”.',
  noteChangedByOther: 'Otra persona cambió esto. Su página tenía “{title}”.',
  noteNotInSis: 'La categoría que eligió ya no está en {sis}. Elija otra.',
  noteClassNotFound: '{sis} no tiene ninguna clase, o tiene más de una, con este ID del SIS.',
  noteClassUnreadable: '{sis} se negó a mostrar esta clase. Dijo: {words}',
  noteClassUnread: 'No pudimos leer de {sis} las categorías de esta clase.',
  noteNoCategories: 'Esta clase no tiene categorías en {sis} todavía.',

  synced: 'Categorías sincronizadas.',
  marksRefused:
    'Canvas no le deja editar los grupos de tareas, así que no muestran el ícono Importado. Aun así puede enviar calificaciones.',
  marksFailed:
    'Canvas no mostró el ícono Importado. Aun así puede enviar calificaciones. Para intentarlo otra vez, presione Sincronizar categorías más tarde.',
  suggestions: {
    one: 'Las sincronizaciones usan {count} categoría por nombre. Presione Sincronizar categorías para conservarla.',
    other:
      'Las sincronizaciones usan {count} categorías por nombre. Presione Sincronizar categorías para conservarlas.',
  },
  conflictTitle: 'No se guardó nada.',
  conflictBy:
    '{name} sincronizó categorías el {when}, mientras su página estaba abierta. Abajo ve las categorías actuales, y sus propias elecciones están marcadas como Cambiado. Revíselas y presione Sincronizar categorías otra vez.',
  conflictSis:
    'Algunas categorías que eligió ya no están en {sis}. Las marcamos abajo y conservamos sus otras elecciones. Elija otra vez y presione Sincronizar categorías.',
  sisProblem: '{sis} no respondió. Usted ve las categorías que leímos la última vez.',
  withoutSisId: {
    one: 'Esta sección no se sincroniza porque no tiene ID del SIS: {names}.',
    other: 'Estas secciones no se sincronizan porque no tienen ID del SIS: {names}.',
  },
  showEverything: 'Mostrar todas las categorías en todos los menús',

  noCategoriesTitle: 'Todavía no hay categorías en {sis}',
  noCategories:
    'Configure primero las categorías de calificación de sus clases en {sis}. Después abra esta página otra vez.',
  noSectionsTitle: 'Ninguna sección se sincroniza con {sis}',
  noSections: 'Solo las secciones con ID del SIS tienen categorías. Ninguna sección de este curso lo tiene.',
  noGroupsTitle: 'Sin grupos de tareas',
  noGroups: 'Este curso no tiene grupos de tareas en Canvas todavía.',

  draft: 'Estas son sus elecciones de antes. Presione Sincronizar categorías para guardarlas.',
  leaveTitle: '¿Cerrar sin sincronizar?',
  leave: 'No ha sincronizado sus cambios. Los guardamos como borrador hasta que cierre esta pestaña.',
  leaveUnload: 'No ha sincronizado sus cambios.',
  leaveStay: 'Seguir editando',
  leaveGo: 'Cerrar sin sincronizar',

  disabledTitle: 'No está habilitado para su institución',
  disabled: [
    'Sincronizar categorías del SIS no está habilitado para su institución. Cada tarea va a la categoría de {sisLabel} que tiene el mismo nombre que su grupo de tareas.',
    'Revise que sus grupos de tareas en Canvas tengan los mismos nombres que sus categorías de calificación en {sis}. Las mayúsculas no importan.',
    'Si un grupo no tiene una categoría con su nombre, sus tareas no se envían. Enviar calificaciones muestra cuáles.',
  ],
} as const;
