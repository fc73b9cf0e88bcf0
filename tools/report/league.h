/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file league.h
 *  A benchmark in words and tables, and as tidy CSV.   Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_LEAGUE_H
#define ICS_REPORT_LEAGUE_H

#include "base/buffer.h"
#include "study/league.h"

/** One screen that can be read aloud: which policy is best where, what the others lose, what aims
 * come to, what each restriction costs, and whether all is proved. */
void ics_report_league(const ics_league *league, ics_buffer *page);

/** A cell a row: system,policy,resolution,status,certified,relative_gap, the aims, unmet,shortfall,
 *  seconds (empty without @p timing), then goal,rank,regret,dominated_by,unmet_first,unmet_today,
 *  inequality,moved_gbp_m,breach,iterations, AIM_baseline,AIM_best,AIM_worst of each aim, words. */
void ics_csv_league(const ics_league *league, bool timing, ics_buffer *out);

#endif
