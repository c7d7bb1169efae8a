export const summaryMessages = {
  title: 'Resumen del envío de calificaciones',
  link: 'Resumen para imprimir',
  lead: '{institution} · {when}',
  inOrder: {
    one: '{inOrder} de {count} calificación está en orden en {sis}.',
    other: '{inOrder} de {count} calificaciones están en orden en {sis}.',
  },
  comparedAt: 'Comparamos el curso entero con {sis} por última vez el {when}.',
  neverCompared: 'Nadie ha comparado todavía el curso entero con {sis}.',
  noStudents: 'Este resumen no nombra estudiantes ni muestra calificaciones.',
  print: 'Imprimir',
  table: 'Calificaciones por tarea y sección',
  section: 'Sección',
  total: 'Total general',
  empty: 'Todavía no se ha leído ninguna calificación de este curso.',
  syncs: 'Últimas sincronizaciones',
} as const;
