/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file bench_pack.h
 *  Scales and cells as records of the pool: one function a thing, which both writes and reads
 *  (base/pack.h). Private to solver/study. */
#ifndef ICS_STUDY_BENCH_PACK_H
#define ICS_STUDY_BENCH_PACK_H

#include "base/pack.h"
#include "study/store.h"

/** @param scales  best and worst [naims] are the caller's room when read; the rest is made */
void ics_bench_pack_scales(ics_pack *pack, int naims, ics_scales *scales);

/** A cell with all its lists. Of the names in plan lines only ids are kept. */
void ics_bench_pack_cell(ics_pack *pack, ics_bench_cell *cell);

/** Doubles that hold any question about @p in, and any answer. */
int ics_bench_width(const ics_instance *in);

#endif
