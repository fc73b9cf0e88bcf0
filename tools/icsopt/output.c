/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* mkostemp */
#include "icsopt/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pool.h"

static ics_rc lost(const char *path, const char *step, ics_err *err)
{
   int why = errno;
   return ics_fail(err, ICS_EOUTPUT, "%s: cannot be %s: %s", path, step, strerror(why));
}

static bool write_all(int fd, const char *text, size_t bytes)
{
   while (bytes > 0) {
      ssize_t done = write(fd, text, bytes);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      text += done;
      bytes -= (size_t)done;
   }
   return true;
}

/* A disk that is full: how much it would take, and what to do. */
static ics_rc lost_bytes(const char *path, size_t bytes, ics_err *err)
{
   int why = errno;
   double kilobytes = 1e-3 * (double)bytes;
   bool mega = kilobytes >= 1000.0;
   if (why != ENOSPC && why != EDQUOT && why != EFBIG) return lost(path, "written", err);
   return ics_fail(err, ICS_EOUTPUT,
                   "%s: cannot be written: %s; it takes %.3g %s: make room, or write it elsewhere",
                   path, strerror(why), mega ? 1e-3 * kilobytes : kilobytes, mega ? "MB" : "kB");
}

/* Once a sync has failed, what is on disk is unknown: never tried again. */
static ics_rc write_and_close(int fd, const char *path, const char *text, size_t bytes,
                              ics_err *err)
{
   bool written = write_all(fd, text, bytes);
   bool synced = written && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS);
   int why = errno;
   bool closed = close(fd) == 0;
   if (!written || !synced) errno = why;
   return written && synced && closed ? ICS_OK : lost_bytes(path, bytes, err);
}

/** The folder that @p path lies in. */
static char *folder_of(const char *path, ics_arena *arena)
{
   const char *slash = strrchr(path, '/');
   if (!slash) return ics_strdup(arena, ".");
   return ics_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static ics_rc open_folder(const char *folder, const char *path, int *fd, ics_err *err)
{
   struct stat st;
   *fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
   if (*fd < 0) return lost(path, "written in its folder", err);
   if (fstat(*fd, &st) == 0 && (st.st_mode & S_IWOTH) && !(st.st_mode & S_ISVTX)) {
      close(*fd);
      return ics_fail(err, ICS_EOUTPUT,
                      "%s: its folder may be changed by anyone (chmod o-w %s), so "
                      "nothing is written there",
                      path, folder);
   }
   return ICS_OK;
}

static mode_t usual_mode(void)
{
   mode_t mask = umask(0);
   (void)umask(mask);
   return 0666 & ~mask;
}

static ics_rc replace(const char *path, const char *text, size_t bytes, ics_arena *arena,
                      ics_err *err)
{
   int folder;
   char *name = folder_of(path, arena), *temporary = ics_format(arena, "%s.XXXXXX", path);
   if (!name || !temporary) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ICS_TRY(open_folder(name, path, &folder, err));
   int fd = mkostemp(temporary, O_CLOEXEC);
   ics_rc rc = fd < 0 ? lost(path, "made", err) : ICS_OK;
   if (rc == ICS_OK) {
      (void)fchmod(fd, usual_mode());
      rc = write_and_close(fd, path, text, bytes, err);
      if (rc == ICS_OK && rename(temporary, path) != 0) rc = lost(path, "put in place", err);
      if (rc != ICS_OK) (void)unlink(temporary);
   }
   if (rc == ICS_OK && fsync(folder) != 0 && errno != EINVAL && errno != EROFS)
      rc = lost(path, "made safe in its folder", err);
   (void)close(folder);
   return rc;
}

ics_rc ics_output(const char *path, const char *text, size_t bytes, ics_arena *arena, ics_err *err)
{
   struct stat st;
   if (!ics_pool_is_leader()) return ICS_OK;
   if (!path) {
      errno = 0;
      return fwrite(text, 1, bytes, stdout) == bytes ? ICS_OK
                                                     : lost_bytes("standard output", bytes, err);
   }
   if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
      errno = EISDIR;
      return lost(path, "written", err);
   }
   if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) return replace(path, text, bytes, arena, err);
   int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
   if (fd < 0) return lost(path, "opened", err);
   return write_and_close(fd, path, text, bytes, err);
}

ics_rc ics_output_new(const char *path, const char *text, size_t bytes, ics_err *err)
{
   if (!ics_pool_is_leader()) return ICS_OK;
   int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
   if (fd < 0) return lost(path, "made", err);
   ics_rc rc = write_and_close(fd, path, text, bytes, err);
   if (rc != ICS_OK) (void)unlink(path);
   return rc;
}

ics_rc ics_output_close(ics_err *err)
{
   errno = 0;
   bool flushed = fflush(stdout) == 0 && !ferror(stdout);
   int why = errno;
   bool closed = fclose(stdout) == 0;
   if (!flushed) errno = why;
   return flushed && closed ? ICS_OK : lost("standard output", "written", err);
}
