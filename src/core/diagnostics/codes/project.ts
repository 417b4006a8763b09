/** What is wrong with the files of a project as files. */
export const PROJECT_CODES = {
  'project-not-found': 'neither this directory nor one above it holds a project.yml',
  'project-file-unreadable': 'a file of the project cannot be read',
  'project-file-encoding': 'a file of the project is not UTF-8',
  'project-link-outside': 'a link below the seeds path leads out of it',
  'yaml-syntax': 'a file is not YAML',
} as const;
