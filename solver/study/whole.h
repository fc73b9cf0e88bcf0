/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file whole.h
 *  Draws in which what a service does for others stays part of what it does.
 *
 *  A published value of a pound spent on a service is for its whole effect; links and escalations
 *  say which part of that comes about in other services (formulations/aims.c takes it out of the
 *  score, so that it is not paid twice). So the part and the whole are not independent, and the
 *  content rule (instance/check.c, ics_carried) refuses numbers by which the part is worth as much
 *  as the whole. Drawn each by itself they often are: in 15% of all draws of the English systems,
 * in 44% where effects have the ranges that were published.
 *
 *  Three ways to draw numbers that must keep an order:
 *  - leave out the draws that do not keep it. What remains is the distribution given the rule, but
 *    the rule then moves the scores too, which are what is measured best: with published ranges the
 *    mean of community services from 81.9 to 84.5 QALY a GBPm, of urgent care from 108 to 103.5,
 *    by nothing but a doubt about an effect. And the draws are lost.
 *  - tie the parts to the whole (one uniform for both). It takes the two doubts for one, so nobody
 *    could ask which of them matters; that both rise together to the same degree is not known.
 *  - draw the whole from its own distribution, then the part from what is left for it. This is done
 *    here. The score is what was estimated, for all that comes of a pound; an effect splits it.
 *
 *  Of each service one number gives way: of the links and escalations from it that are drawn, the
 *  one whose range is worth most, which is the least known. All others are drawn as they are. Its
 *  value is drawn from its own distribution F cut at the limit that they leave:
 *
 *    limit = (score - carried by the others) / (worth of one unit of it),  value = Q(F(limit) u)
 *
 *  the least limit where several terms count the whole. u is its own uniform, so a draw depends on
 *  the same uniforms as before, monotonely; ranks given by correlations hold but for the cut. Where
 *  not even its low end leaves room the value stays, the rule is broken, and the draw is set aside.
 *  Against the exact distribution of effects given the rule and the scores, sampled by rejection:
 *  of the English services concerned, the means of fourteen effects within 4%, of twelve within 1%,
 *  and of what services are worth by themselves within 1.5%.
 *
 *  Source: Ren, Minton, Whyte, Latimer and Stevenson, A new approach for sampling ordered
 *  parameters in probabilistic sensitivity analysis, PharmacoEconomics 36 (2018) 341-347
 *  (doi 10.1007/s40273-017-0584-3), key
 *  points: an order that is known to hold is information, which sampling should always use. They
 *  draw one value and the difference; here one is drawn, and the other within it.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_WHOLE_H
#define ICS_STUDY_WHOLE_H

#include "study/spread.h"

/** Find what gives way: sets giving, ngiving, bearing, nbearing and altered of @p spread.
 *  @return ICS_OK; ICS_EMEMORY, ICS_EBUG (ics_alter_open) */
ICS_NODISCARD ics_rc ics_whole_open(ics_spread *spread, ics_arena *arena, ics_err *err);

/** Let it give way in one draw, and note in spread->giving[].held where it would have gone
 *  beyond otherwise.
 *  @param[in] u  [ndrivers] correlated
 *  @param[in,out] changes  [n] */
void ics_whole_hold(const ics_spread *spread, const double *u, ics_change *changes);

#endif
