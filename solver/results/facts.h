/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file facts.h
 *  An answer as tables, one fact a row, told to whoever takes them: CSV (report/csv.h) and the
 *  results store (study/analyses.h) are both made of what is told here, so that they cannot part.
 *
 *  The list below is the only place where a table has its columns. A table is narrow, all its
 *  columns known; or wide: a first column of whole numbers, and others that the answer names
 *  (aims, figures and numbers of an instance).      Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_FACTS_H
#define ICS_RESULTS_FACTS_H

#include <stdbool.h>

#include "base/arena.h"

/* X(table, kind of analysis, wide, columns): the first table of a kind is its own. */
#define ICS_FACT_TABLES(X)                                                                         \
   X(oneway, oneway, false,                                                                        \
     "path TEXT,grade TEXT,output TEXT,low REAL,point REAL,high REAL,at_low REAL,at_point REAL,"   \
     "at_high REAL,swing REAL,linear_swing REAL,unit TEXT,low_status TEXT,high_status TEXT,"       \
     "low_breach_gbp_m REAL,high_breach_gbp_m REAL,low_shortfall_gbp_m REAL,"                      \
     "high_shortfall_gbp_m REAL")                                                                  \
   X(twoway, twoway, false,                                                                        \
     "path_a TEXT,value_a REAL,path_b TEXT,value_b REAL,output TEXT,value REAL,unit TEXT,"         \
     "region INTEGER,status TEXT,breach_gbp_m REAL,shortfall_gbp_m REAL")                          \
   X(parametric, parametric, false,                                                                \
     "value REAL,objective REAL,slope_left REAL,slope_right REAL,change TEXT")                     \
   X(psa, psa, false,                                                                              \
     "policy TEXT,reading TEXT,output TEXT,unit TEXT,at_point REAL,n INTEGER,mean REAL,sd REAL,"   \
     "monte_carlo_error REAL,low_2_5 REAL,median REAL,high_97_5 REAL,running_1 REAL,"              \
     "running_2 REAL,running_3 REAL,running_4 REAL,running_5 REAL,running_6 REAL,"                 \
     "running_7 REAL,running_8 REAL,running_9 REAL,running_10 REAL")                               \
   X(draws, psa, true, "draw INTEGER")                                                             \
   X(global, global, false,                                                                        \
     "output TEXT,driver TEXT,first REAL,first_low REAL,first_high REAL,total REAL,"               \
     "total_low REAL,total_high REAL,mu REAL,mu_star REAL,mu_star_error REAL,sigma REAL,"          \
     "effects INTEGER,unit TEXT")                                                                  \
   X(curves, voi, false,                                                                           \
     "wtp REAL,strategy TEXT,mean_nb REAL,ceac REAL,on_ceaf INTEGER,evpi REAL,mean_nb_se REAL,"    \
     "ceac_se REAL,evpi_se REAL,expected_loss REAL,expected_loss_se REAL,population_evpi REAL")    \
   X(evppi, voi, false,                                                                            \
     "wtp REAL,group TEXT,evppi REAL,se REAL,population_evppi REAL,estimate REAL,shape TEXT,"      \
     "as TEXT,over_evpi INTEGER")                                                                  \
   X(frontier, frontier, true, "corner INTEGER")

typedef struct ics_fact_table {
   const char *name, *kind;
   const char *columns; /* "NAME TYPE,NAME TYPE"; of a wide one the first alone */
   bool wide;
} ics_fact_table;

extern const ics_fact_table ics_fact_tables[];
extern const int ics_nfact_tables;

/** The table @p name; NULL: there is none. */
const ics_fact_table *ics_fact_table_find(const char *name);

typedef enum ics_fact_type { ICS_FACT_TEXT, ICS_FACT_REAL, ICS_FACT_INTEGER } ics_fact_type;

enum { ICS_FACT_NAME = 32 }; /* bytes of a known column's name */

typedef struct ics_fact_column {
   char name[ICS_FACT_NAME];
   ics_fact_type type;
} ics_fact_column;

/** The column that @p at points to. @return where the next one begins; NULL: @p at is at the end */
const char *ics_fact_column_read(const char *at, ics_fact_column *out);

/** One cell. Not known: a NULL text, a real that is not finite (which is then NAN). */
typedef struct ics_fact {
   ics_fact_type type;
   const char *text;
   double real; /* never -0, which a database does not tell from 0 */
   long whole;
} ics_fact;

/** Who takes facts: what happens in this order for each table. */
typedef struct ics_facts_taker {
   void (*table)(void *ctx, const ics_fact_table *table, const char *remark);
   void (*head)(void *ctx, const char *name); /* of each column, from the left */
   void (*fact)(void *ctx, const ics_fact *fact);
   void (*end)(void *ctx); /* of a row, and first of that of the names */
} ics_facts_taker;

/** Facts being told. */
typedef struct ics_facts {
   const ics_facts_taker *to;
   void *ctx;
   const char *only;    /* the one table that is wanted; NULL: all of the answer */
   ics_arena *arena;    /* for what tellers need on the way */
   const char *columns; /* of the table, not yet told in this row */
   const ics_fact_table *table;
   int heads, cells; /* columns of the table; told of this row */
   bool failed;      /* memory ran out; what was told since is lost */
} ics_facts;

/** Tells all tables of @p answer, of the type that its kind has. */
typedef void ics_facts_tell(const void *answer, ics_facts *to);

/** Begin a table. @p remark  lines that begin with #, to stand above it; NULL: none
 *  @return whether it is wanted: if not, nothing more is to be told of it */
ICS_NODISCARD bool ics_facts_table(ics_facts *f, const char *name, const char *remark);

/** Of a wide table: the name of one more column (NULL: memory ran out); and the end of the names.
 */
void ics_facts_head(ics_facts *f, const char *name);
void ics_facts_heads_end(ics_facts *f);

/** The cells of a row from the left, of the type that the column has; and its end. */
void ics_facts_text(ics_facts *f, const char *text);
void ics_facts_real(ics_facts *f, double value);
void ics_facts_int(ics_facts *f, long value);
void ics_facts_end(ics_facts *f);

#endif
