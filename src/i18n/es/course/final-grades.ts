export const finalGradeMessages = {
  title: 'Calificación final',
  current: 'Calificación final de Canvas: la puntuación actual, o la puesta a mano si la hay',
  final: 'Calificación final de Canvas: la puntuación final, o la puesta a mano si la hay',
  noCategory: 'Sin categoría',
  checks: {
    due_date_missing: {
      title: 'Sin fecha de fin',
      why: '{sis} necesita una fecha de entrega. Ni este curso ni su período lectivo tienen fecha de fin en Canvas.',
      mend: 'Ponga la fecha de fin en la configuración del curso en Canvas, o pídaselo a su administrador de Canvas.',
    },
    due_date_outside_grading_periods: {
      title: 'Fuera de todo período de calificación',
      why: '{day}, el último día en Canvas, no está en ningún período de calificación de esta clase en {sis}.',
      mend: 'Pida al administrador de su SIS que revise los períodos de calificación.',
    },
    name_too_long: {
      title: 'Nombre demasiado largo',
      why: '{sis} acepta nombres de hasta {limit} caracteres. Este tiene {length}.',
      mend: 'Pida a su administrador de Canvas que elija un nombre más corto para las calificaciones finales (Grade Passback › Configuración).',
    },
    category_gone: {
      title: 'Falta la categoría del SIS',
      why: 'Su institución envía las calificaciones finales en “{category}”. {sis} no tiene esa categoría en esta clase.',
      mend: 'Pida a su administrador de Canvas que revise la categoría de las calificaciones finales (Grade Passback › Configuración).',
    },
    category_unchosen: {
      title: 'Sin categoría del SIS',
      why: '{sis} necesita una categoría y su institución no ha elegido ninguna para las calificaciones finales.',
      mend: 'Pida a su administrador de Canvas que elija la categoría de las calificaciones finales (Grade Passback › Configuración).',
    },
  },
} as const;
