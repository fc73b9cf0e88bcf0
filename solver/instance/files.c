/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _XOPEN_SOURCE 700 /* realpath */
#include "instance/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "instance/fault.h"

struct ics_files {
   ics_arena *arena, *scratch;
   const char *root; /* real path that every file must lie under */
   size_t bytes;
   SHA2_CTX all;
   ics_file list[ICS_FILES_MOST];
   int n;
};

/** The folder part of a path, "." if it has none. */
static char *folder_of(ics_arena *arena, const char *path)
{
   const char *slash = strrchr(path, '/');
   if (!slash) return ics_strdup(arena, ".");
   return ics_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

/** Take "folder/.." out of a name that is shown; the file itself is found by its full name. */
static void tidy(char *name)
{
   for (char *up = strstr(name, "/../"); up; up = strstr(name, "/../")) {
      char *folder = up;
      while (folder > name && folder[-1] != '/') folder--;
      bool cannot = folder == up || strncmp(folder, "../", 3) == 0 || strncmp(folder, "./", 2) == 0;
      if (cannot) return;
      memmove(folder, up + 4, strlen(up + 4) + 1);
   }
}

static bool is_inside(const char *root, const char *real)
{
   size_t n = strlen(root);
   return strncmp(root, real, n) == 0 && (root[n - 1] == '/' || real[n] == '/');
}

/** Find the real path; on failure say why. */
static bool resolve(const ics_files *files, const char *full, char real[PATH_MAX], ics_where where,
                    const char *path, ics_err *err)
{
   if (!realpath(full, real)) {
      ics_fault(err, where, path, W_FILE_OPEN, ics_show(full).text, strerror(errno));
      return false;
   }
   if (is_inside(files->root, real)) return true;
   ics_fault(err, where, path, W_FILE_OUTSIDE, ics_show(full).text);
   return false;
}

/** Open for reading without following a link, waiting for a pipe, or touching a device. */
static int open_regular(const char *real, const char *full, struct stat *about, ics_where where,
                        const char *path, ics_err *err)
{
   int fd = open(real, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
   if (fd < 0) {
      ics_fault(err, where, path, W_FILE_OPEN, ics_show(full).text, strerror(errno));
      return -1;
   }
   if (fstat(fd, about) == 0 && S_ISREG(about->st_mode)) return fd;
   close(fd);
   ics_fault(err, where, path, W_FILE_KIND, ics_show(full).text);
   return -1;
}

/** Read up to @p room bytes; -1 on an error of reading. */
static ssize_t read_all(int fd, char *buffer, size_t room)
{
   size_t used = 0;
   while (used < room) {
      ssize_t got = read(fd, buffer + used, room - used);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return -1;
      if (got == 0) break;
      used += (size_t)got;
   }
   return (ssize_t)used;
}

static int line_of(const char *text, size_t at)
{
   int line = 1;
   for (size_t k = 0; k < at; k++) line += text[k] == '\n';
   return line;
}

/** Note the file's hash, drop its byte order mark, refuse bytes that are not text. */
static ics_rc take_in(ics_files *files, const char *name, char *text, size_t bytes, ics_source *out,
                      ics_err *err)
{
   char digest[SHA256_DIGEST_STRING_LENGTH];
   const char *kept = ics_strdup(files->arena, name);
   const char *hash = ics_strdup(files->arena, SHA256Data((const uint8_t *)text, bytes, digest));
   if (!kept || !hash) return ics_fail(err, ICS_EMEMORY, "out of memory");
   files->list[files->n++] = (ics_file){ .path = kept, .sha256 = hash };
   files->bytes += bytes;
   SHA256Update(&files->all, (const uint8_t *)text, bytes);
   if (bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
      text += 3;
      bytes -= 3;
   }
   size_t valid = ics_utf8_valid(text, bytes);
   if (valid < bytes) {
      ics_where where = { kept, line_of(text, valid) };
      ics_fault(err, where, NULL, W_FILE_TEXT, (unsigned)(unsigned char)text[valid]);
      return ICS_OK;
   }
   out->name = kept;
   out->text = text;
   out->bytes = bytes;
   return ICS_OK;
}

static ics_rc read_source(ics_files *files, const char *full, const char *shown, ics_where where,
                          const char *path, ics_source *out, ics_err *err)
{
   char real[PATH_MAX];
   struct stat about = { 0 };
   if (!resolve(files, full, real, where, path, err)) return ICS_OK;
   if (files->n == ICS_FILES_MOST) {
      ics_fault(err, where, path, W_FILE_COUNT, ics_show(shown).text, ICS_FILES_MOST);
      return ICS_OK;
   }
   int fd = open_regular(real, full, &about, where, path, err);
   if (fd < 0) return ICS_OK;
   size_t room = ICS_FILES_BYTES - files->bytes;
   if (about.st_size < 0 || (size_t)about.st_size > room) {
      close(fd);
      ics_fault(err, where, path, W_FILE_SIZE, ics_show(shown).text, ICS_FILES_BYTES >> 20);
      return ICS_OK;
   }
   char *text = ics_alloc(files->scratch, (size_t)about.st_size + 1, 1);
   ssize_t got = text ? read_all(fd, text, (size_t)about.st_size) : 0;
   close(fd);
   if (!text) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (got < 0) {
      ics_fault(err, where, path, W_FILE_OPEN, ics_show(full).text, "it cannot be read to its end");
      return ICS_OK;
   }
   out->device = about.st_dev;
   out->inode = about.st_ino;
   return take_in(files, shown, text, (size_t)got, out, err);
}

/** The real path of the folder's parent, or of the folder where the parent is the whole disk. */
static ics_rc find_root(ics_files *files, const char *path, ics_where where, ics_err *err)
{
   char real[PATH_MAX];
   char *folder = folder_of(files->scratch, path);
   if (!folder) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (!realpath(folder, real)) {
      ics_fault(err, where, NULL, W_FILE_OPEN, ics_show(path).text, strerror(errno));
      return ICS_OK;
   }
   char *slash = strrchr(real, '/');
   if (slash && slash != real) *slash = '\0';
   files->root = ics_strdup(files->arena, real);
   return files->root ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

ics_rc ics_files_start(const char *path, ics_arena *arena, ics_arena *scratch, ics_files **files,
                       ics_source *out, ics_err *err)
{
   *out = (ics_source){ 0 };
   ICS_ALLOC(*files, scratch, 1, err);
   (*files)->arena = arena;
   (*files)->scratch = scratch;
   SHA256Init(&(*files)->all);
   ics_where nowhere = { 0 };
   ICS_TRY(find_root(*files, path, nowhere, err));
   if (!(*files)->root) return ICS_OK;
   return read_source(*files, path, ics_show(path).text, nowhere, NULL, out, err);
}

ics_rc ics_files_open(ics_files *files, const char *name, ics_where where, const char *path,
                      ics_source *out, ics_err *err)
{
   *out = (ics_source){ 0 };
   if (name[0] == '\0' || name[0] == '/' || ics_text_deceives(name)) {
      ics_fault(err, where, path, W_FILE_NAME, ics_show(name).text);
      return ICS_OK;
   }
   char *folder = folder_of(files->scratch, where.file);
   if (!folder) return ics_fail(err, ICS_EMEMORY, "out of memory");
   char *full = ics_format(files->scratch, "%s/%s", folder, name);
   char *shown = ics_format(files->scratch, "%s%s%s", strcmp(folder, ".") == 0 ? "" : folder,
                            strcmp(folder, ".") == 0 ? "" : "/", name);
   if (!full || !shown) return ics_fail(err, ICS_EMEMORY, "out of memory");
   tidy(shown);
   return read_source(files, full, shown, where, path, out, err);
}

ics_rc ics_files_finish(ics_files *files, ics_instance *in, ics_err *err)
{
   uint8_t digest[SHA256_DIGEST_LENGTH];
   static const char hex[] = "0123456789abcdef";
   ics_file *list = NULL;
   char *text = NULL;
   ICS_ALLOC(list, files->arena, files->n, err);
   ICS_ALLOC(text, files->arena, SHA256_DIGEST_STRING_LENGTH, err);
   memcpy(list, files->list, (size_t)files->n * sizeof *list);
   SHA256Final(digest, &files->all);
   for (int k = 0; k < SHA256_DIGEST_LENGTH; k++) {
      text[2 * k] = hex[digest[k] >> 4];
      text[2 * k + 1] = hex[digest[k] & 15];
   }
   in->files = list;
   in->nfiles = files->n;
   in->file = list[0].path;
   in->sha256 = text;
   return ICS_OK;
}
