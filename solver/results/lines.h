/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file lines.h
 *  The long tables of a result. Private to solver/results. */
#ifndef ICS_RESULTS_LINES_H
#define ICS_RESULTS_LINES_H

#include "results/run.h"

/** All that follows from a plan x alone: aims, money, needs. @p x NULL: only the head and
 * baselines. */
ICS_NODISCARD ics_rc ics_result_figures(const ics_solved *solved, const ics_request *request,
                                        double *x, ics_arena *arena, ics_result **result,
                                        ics_err *err);

/** funding[] and plan[]: every pound of every fund to its place, service and mechanism, to the
 * penny.
 *  @return ICS_OK; ICS_EBUG where a fund's lines do not add up to its amount; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_lines_money(const ics_solved *solved, const double *x, ics_arena *arena,
                                     ics_result *out, ics_err *err);

/** needs[]: need, care and unmet need of every place, service and year, in natural units. */
ICS_NODISCARD ics_rc ics_lines_need(const ics_solved *solved, const double *x, ics_arena *arena,
                                    ics_result *out, ics_err *err);

/** breaches[]: the hard rules that the plan misses, largest first. Errors of ics_breaches_of */
ICS_NODISCARD ics_rc ics_lines_breaches(const ics_model *m, const double *x, ics_arena *arena,
                                        ics_breach_line **lines, int *n, ics_err *err);

/** prices[]: the dual of every rule that binds in the goal's own stage, in words, with the range
 * that it holds over. @p settings NULL: without ranges, and without any solver. Errors of range.h
 */
ICS_NODISCARD ics_rc ics_lines_prices(const ics_solved *solved, const ics_settings *settings,
                                      ics_arena *arena, ics_result *out, ics_err *err);

/** judgements[]: the judged numbers that the goal's own stage leans on most; and how many numbers
 * of each grade there are. Errors of ics_judgements_of */
ICS_NODISCARD ics_rc ics_lines_judgements(const ics_solved *solved, ics_arena *arena,
                                          ics_result *out, ics_err *err);

/** The model that a saved result was made from, built again. @p settings gets those of the result.
 *  @return ICS_OK; ICS_EINPUT where the instance is another or the LP is; errors of ics_prepare */
ICS_NODISCARD ics_rc ics_rebuild(const ics_instance *in, const ics_result *saved, ics_arena *arena,
                                 ics_settings *settings, ics_solved *out, ics_err *err);

/** The stages that the goal asks for, with the values and limits that were saved. The solutions are
 *  empty. @return ICS_OK; ICS_ENUMERIC where the saved stages are others; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_saved_stages(const ics_solved *solved, const ics_result *saved,
                                      ics_arena *arena, ics_run *run, ics_err *err);

#endif
