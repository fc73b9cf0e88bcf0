/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/read.h"

#include <libconfig.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "instance/fault.h"

/* Neighbourhoods add up to their place within this relative error: exports carry six digits. */
static const double sum_tolerance = 1e-6;

/** A table with what belongs to the whole of it. */
typedef struct sheet {
   ics_table table;
   const config_setting_t *setting; /* NULL: absent */
   bool is_list;
   ics_labels labels; /* of the money column of a CSV table; a list has them record by record */
   double low, high;  /* factors on the point; NAN: blank */
} sheet;

static const ics_key money_key = {
   .name = "money", .dim = ICS_DIM_MONEY, .hi = HUGE_VAL, .required = true
};
static const ics_key population_key = { .name = "population", .hi = HUGE_VAL };
static const ics_key mff_key = { .name = "mff", .hi = HUGE_VAL };
static const ics_key z_key = { .name = "z", .lo = -HUGE_VAL, .hi = HUGE_VAL };

static config_setting_t *open_setting(const config_setting_t *setting)
{
   return (config_setting_t *)setting;
}

static void read_cell(ics_reader *r, const config_setting_t *member, const ics_column *column,
                      const char *path, ics_cell *cell)
{
   if (column->is_number) {
      cell->given = ics_read_real(member, &cell->number);
      if (!cell->given)
         ics_fault(r->err, ics_read_where(r, member), path, W_RECORD_NUMBER, column->name);
      return;
   }
   cell->text = ics_read_text(r, member, path);
   cell->given = cell->text != NULL;
}

/** The records of a list in the settings. */
static ics_rc read_list(ics_reader *r, sheet *s)
{
   ics_table *table = &s->table;
   int n = config_setting_length(s->setting);
   ICS_ALLOC(table->records, r->scratch, n, r->err);
   for (int k = 0; k < n; k++) {
      config_setting_t *element = config_setting_get_elem(open_setting(s->setting), (unsigned)k);
      ics_record *record = &table->records[k];
      record->where = ics_read_where(r, element);
      ICS_ALLOC(record->cells, r->scratch, table->ncolumns, r->err);
      if (config_setting_type(element) != CONFIG_TYPE_GROUP) {
         ics_fault(r->err, record->where, table->name, W_ELEMENT, "record");
         continue;
      }
      ics_read_known(r, element, table->name, &table->columns[0].name, table->ncolumns,
                     sizeof *table->columns);
      for (int c = 0; c < table->ncolumns; c++) {
         const ics_column *column = &table->columns[c];
         const config_setting_t *member = config_setting_get_member(element, column->name);
         if (member)
            read_cell(r, member, column, table->name, &record->cells[c]);
         else if (!column->optional)
            ics_fault(r->err, record->where, table->name, W_KEY_MISSING, column->name, "record");
      }
   }
   table->nrecords = n;
   return ICS_OK;
}

/** A factor that makes a bound from a point; NAN where it is absent. */
static double bound_factor(ics_reader *r, const sheet *s, const char *name)
{
   const config_setting_t *member = config_setting_get_member(open_setting(s->setting), name);
   double factor = (double)NAN;
   if (!member) return (double)NAN;
   bool is_low = name[0] == 'l';
   bool good =
       ics_read_real(member, &factor) && factor >= 0.0 && (is_low ? factor <= 1.0 : factor >= 1.0);
   if (good) return factor;
   ics_fault(r->err, ics_read_where(r, member), s->table.name, W_TABLE_FACTOR, name,
             is_low ? "0 to 1" : "1 or more");
   return (double)NAN;
}

/** The records of a CSV file, and the labels of its money column. */
static ics_rc read_csv(ics_reader *r, sheet *s, bool has_money)
{
   static const char *const keys[] = { "table", "unit", "low", "high", "range" };
   static const int nkeys = (int)(sizeof keys / sizeof keys[0]);
   const char *name = s->table.name;
   ics_read_known(r, s->setting, name, keys, has_money ? nkeys : 1, sizeof keys[0]);
   const config_setting_t *file = config_setting_get_member(open_setting(s->setting), "table");
   ics_where where = ics_read_where(r, s->setting);
   if (has_money) {
      (void)ics_read_labels(r, s->setting, ICS_DIM_MONEY, NULL, name, &s->labels);
      s->low = bound_factor(r, s, "low");
      s->high = bound_factor(r, s, "high");
   }
   if (!file) {
      ics_fault(r->err, where, name, W_KEY_MISSING, "table", "table");
      return ICS_OK;
   }
   const char *text = ics_read_text(r, file, name);
   ics_source source = { 0 };
   if (!text) return ICS_OK;
   ICS_TRY(ics_files_open(r->files, text, ics_read_where(r, file), name, &source, r->err));
   if (!source.name) return ICS_OK;
   return ics_table_csv(&source, &s->table, r->scratch, r->err);
}

static ics_rc read_sheet(ics_reader *r, const config_setting_t *root, const char *name,
                         const ics_column *columns, int ncolumns, bool has_money, sheet *s)
{
   *s = (sheet){ .low = (double)NAN, .high = (double)NAN, .labels.per = 1.0 };
   s->table = (ics_table){ .name = name, .columns = columns, .ncolumns = ncolumns };
   s->setting = config_setting_get_member(open_setting(root), name);
   if (!s->setting) return ICS_OK;
   s->is_list = config_setting_type(s->setting) == CONFIG_TYPE_LIST;
   if (s->is_list) return read_list(r, s);
   if (config_setting_type(s->setting) == CONFIG_TYPE_GROUP) return read_csv(r, s, has_money);
   ics_fault(r->err, ics_read_where(r, s->setting), name, W_TABLE_FORM);
   return ICS_OK;
}

/** Settle the money of a record under the path that is given. */
static ics_rc take_money(ics_reader *r, const sheet *s, int k, const ics_cell *cell,
                         const char *path, ics_coef *out)
{
   const ics_record *record = &s->table.records[k];
   const config_setting_t *from = s->setting;
   ics_coef coef = s->labels.coef;
   double low = s->low * cell->number, high = s->high * cell->number; /* NAN stays NAN */
   if (s->is_list) {
      from = config_setting_get_elem(open_setting(s->setting), (unsigned)k);
      coef = (ics_coef){ .unit = "GBPm/year" };
      (void)ics_read_provenance(r, from, ICS_DIM_MONEY, path, &coef);
   }
   *out = coef;
   out->given = true;
   out->path = path;
   out->where = record->where;
   return ics_read_settle(r, &money_key, s->labels.per, cell->number, low, high,
                          (int)config_setting_source_line(from), out);
}

/** Numbers that were not given: 0, under their path, not open to `--set`. */
static ics_rc fill_blank(ics_reader *r, ics_coef *coef, const char *path)
{
   ics_object nowhere = { .where = { r->text.lines[0].file, 0 } };
   if (coef->path) return ICS_OK;
   return ics_read_default(r, &nowhere, &money_key, path, coef);
}

static const char *path3(ics_reader *r, const char *a, const char *b, const char *c)
{
   return ics_read_path(r, ics_read_path(r, a, b), c);
}

/** The index that a text cell refers to, or -1. */
static int cell_ref(ics_reader *r, const sheet *s, int k, int column, const ics_group *group)
{
   const ics_record *record = &s->table.records[k];
   if (!record->cells[column].given) return -1;
   return ics_read_ref(r, group, record->cells[column].text, record->where, s->table.name);
}

static bool is_first(ics_reader *r, const sheet *s, int k, const ics_coef *slot)
{
   if (!slot->given) return true;
   ics_fault(r->err, s->table.records[k].where, slot->path, W_RECORD_TWICE, slot->where.file,
             slot->where.line);
   return false;
}

static ics_rc take_place(ics_reader *r, const sheet *s, int k, ics_place *place)
{
   const ics_instance *in = &r->draft->in;
   const ics_record *record = &s->table.records[k];
   const ics_cell *cell = record->cells;
   place->where = record->where;
   place->mff = 1.0;
   double *z = NULL;
   ICS_ALLOC(z, r->arena, in->ncharacteristics, r->err);
   place->z = z;
   if (!cell[0].given) return ICS_OK;
   place->id = ics_read_id(r, cell[0].text, record->where, s->table.name, true);
   const char *path = ics_read_path(r, "places", ics_show(cell[0].text).text);
   place->name = cell[1].given ? ics_read_keep(r, cell[1].text) : "";
   if (cell[1].given && (ics_text_deceives(place->name) || strchr("=+-@", place->name[0])))
      ics_fault(r->err, record->where, path, W_PLACE_NAME, ics_show(place->name).text);
   place->population = cell[2].number;
   if (cell[2].given)
      ICS_TRY(ics_read_bare(r, &population_key, record->where, ics_read_path(r, path, "population"),
                            &place->population));
   if (cell[3].given) place->mff = cell[3].number;
   ICS_TRY(ics_read_bare(r, &mff_key, record->where, ics_read_path(r, path, "mff"), &place->mff));
   for (int c = 0; c < in->ncharacteristics; c++) {
      z[c] = cell[4 + c].number;
      if (cell[4 + c].given)
         ICS_TRY(ics_read_bare(r, &z_key, record->where,
                               ics_read_path(r, path, in->characteristics[c].id), &z[c]));
   }
   return ICS_OK;
}

ics_rc ics_read_places(ics_reader *r, const config_setting_t *root)
{
   ics_instance *in = &r->draft->in;
   enum { FIXED = 4 };
   static const ics_column fixed[FIXED] = { { "place", false, false },
                                            { "name", false, false },
                                            { "population", true, false },
                                            { "mff", true, true } };
   ics_column *columns = NULL;
   ics_place *places = NULL;
   sheet s;
   ICS_ALLOC(columns, r->scratch, FIXED + in->ncharacteristics, r->err);
   memcpy(columns, fixed, sizeof fixed);
   for (int c = 0; c < in->ncharacteristics; c++) {
      const char *id = in->characteristics[c].id; /* NULL: a fault already */
      columns[FIXED + c] = (ics_column){ id ? id : "?", true, id == NULL };
   }
   ICS_TRY(read_sheet(r, root, "places", columns, FIXED + in->ncharacteristics, false, &s));
   ICS_ALLOC(places, r->arena, s.table.nrecords, r->err);
   in->places = places;
   in->nplaces = s.table.nrecords;
   ics_where where =
       s.setting ? ics_read_where(r, s.setting) : (ics_where){ r->text.lines[0].file, 0 };
   if (in->nplaces == 0) ics_fault(r->err, where, NULL, W_GROUP_MISSING, "places", "place");
   for (int k = 0; k < in->nplaces; k++) ICS_TRY(take_place(r, &s, k, &places[k]));
   for (int b = 1; b < in->nplaces; b++)
      for (int a = 0; a < b; a++)
         if (places[a].id && places[b].id && strcmp(places[a].id, places[b].id) == 0) {
            ics_fault(r->err, places[b].where, "places", W_ID_TWICE, "place", places[b].id,
                      places[a].where.file, places[a].where.line);
            break;
         }
   return ICS_OK;
}

static const char *place_id(const ics_instance *in, int i)
{
   return in->places[i].id ? in->places[i].id : "?";
}

static const char *service_id(const ics_instance *in, int k)
{
   return in->services[k].id ? in->services[k].id : "?";
}

static const char *fund_id(const ics_instance *in, int f)
{
   return in->funds[f].id ? in->funds[f].id : "?";
}

static ics_rc read_need(ics_reader *r, const config_setting_t *root)
{
   static const ics_column columns[] = { { "place", false, false },
                                         { "service", false, false },
                                         { "need", true, false } };
   ics_instance *in = &r->draft->in;
   ics_coef *need = NULL;
   sheet s;
   ICS_TRY(read_sheet(r, root, "need", columns, 3, true, &s));
   ICS_ALLOC(need, r->arena, (size_t)in->nplaces * (size_t)in->nservices, r->err);
   in->need = need;
   for (int n = 0; n < s.table.nrecords; n++) {
      int i = cell_ref(r, &s, n, 0, &ics_group_places),
          k = cell_ref(r, &s, n, 1, &ics_group_services);
      const ics_cell *cell = &s.table.records[n].cells[2];
      if (i < 0 || k < 0 || !cell->given || !is_first(r, &s, n, &need[i * in->nservices + k]))
         continue;
      ICS_TRY(take_money(r, &s, n, cell, path3(r, "need", place_id(in, i), service_id(in, k)),
                         &need[i * in->nservices + k]));
   }
   for (int i = 0; i < in->nplaces; i++)
      for (int k = 0; k < in->nservices; k++)
         ICS_TRY(fill_blank(r, &need[i * in->nservices + k],
                            path3(r, "need", place_id(in, i), service_id(in, k))));
   return ICS_OK;
}

static const char *funding_path(ics_reader *r, int f, int i, int k)
{
   const ics_instance *in = &r->draft->in;
   return path3(r, ics_read_path(r, "funding", fund_id(in, f)), place_id(in, i), service_id(in, k));
}

static ics_rc read_funding(ics_reader *r, const config_setting_t *root)
{
   static const ics_column columns[] = { { "fund", false, false },
                                         { "place", false, false },
                                         { "service", false, false },
                                         { "funding", true, false } };
   ics_instance *in = &r->draft->in;
   ics_coef *funding = NULL;
   sheet s;
   ICS_TRY(read_sheet(r, root, "funding", columns, 4, true, &s));
   size_t all = (size_t)in->nfunds * (size_t)in->nplaces * (size_t)in->nservices;
   ICS_ALLOC(funding, r->arena, all, r->err);
   in->funding = funding;
   for (int n = 0; n < s.table.nrecords; n++) {
      int f = cell_ref(r, &s, n, 0, &ics_group_funds), i = cell_ref(r, &s, n, 1, &ics_group_places);
      int k = cell_ref(r, &s, n, 2, &ics_group_services);
      const ics_cell *cell = &s.table.records[n].cells[3];
      if (f < 0 || i < 0 || k < 0 || !cell->given) continue;
      ics_coef *slot = &funding[(f * in->nplaces + i) * in->nservices + k];
      if (is_first(r, &s, n, slot))
         ICS_TRY(take_money(r, &s, n, cell, funding_path(r, f, i, k), slot));
   }
   ics_coef *slot = funding;
   for (int f = 0; f < in->nfunds; f++)
      for (int i = 0; i < in->nplaces; i++)
         for (int k = 0; k < in->nservices; k++)
            ICS_TRY(fill_blank(r, slot++, funding_path(r, f, i, k)));
   return ICS_OK;
}

/** Amounts of funds per place come from the table, those of the others from the fund itself. */
static ics_rc read_amounts(ics_reader *r, const config_setting_t *root)
{
   static const ics_column columns[] = { { "fund", false, false },
                                         { "place", false, false },
                                         { "amount", true, false } };
   ics_instance *in = &r->draft->in;
   ics_fund *funds = (ics_fund *)in->funds;
   sheet s;
   ICS_TRY(read_sheet(r, root, "amounts", columns, 3, true, &s));
   for (int f = 0; f < in->nfunds; f++) {
      bool has_amount = funds[f].amounts != NULL;
      const char *path = ics_read_path(r, "funds", fund_id(in, f));
      if (has_amount && funds[f].per_place)
         ics_fault(r->err, funds[f].where, path, W_AMOUNT_OF_PLACES);
      if (!has_amount && !funds[f].per_place)
         ics_fault(r->err, funds[f].where, path, W_AMOUNT_MISSING);
      if (!has_amount || funds[f].per_place) {
         ics_coef *amounts = NULL;
         ICS_ALLOC(amounts, r->arena, funds[f].per_place ? in->nplaces : 1, r->err);
         funds[f].amounts = amounts;
      }
   }
   for (int n = 0; n < s.table.nrecords; n++) {
      int f = cell_ref(r, &s, n, 0, &ics_group_funds), i = cell_ref(r, &s, n, 1, &ics_group_places);
      const ics_cell *cell = &s.table.records[n].cells[2];
      if (f < 0 || i < 0 || !cell->given) continue;
      if (!funds[f].per_place) {
         ics_fault(r->err, s.table.records[n].where, "amounts", W_AMOUNT_OF_SYSTEM, fund_id(in, f));
         continue;
      }
      ics_coef *slot = (ics_coef *)&funds[f].amounts[i];
      if (is_first(r, &s, n, slot))
         ICS_TRY(take_money(r, &s, n, cell, path3(r, "amounts", fund_id(in, f), place_id(in, i)),
                            slot));
   }
   for (int f = 0; f < in->nfunds; f++)
      for (int i = 0; funds[f].per_place && i < in->nplaces; i++)
         ICS_TRY(fill_blank(r, (ics_coef *)&funds[f].amounts[i],
                            path3(r, "amounts", fund_id(in, f), place_id(in, i))));
   return ICS_OK;
}

/** @p path names the number of the place, which a `--set` may have moved from its neighbourhoods.
 */
static void check_sum(ics_reader *r, const sheet *s, int place, const char *path, const char *what,
                      double sum, double whole)
{
   const ics_instance *in = &r->draft->in;
   double scale = fmax(fabs(sum), fabs(whole)), set = 0.0;
   if (fabs(sum - whole) <= sum_tolerance * scale || ics_read_override(r, path, &set)) return;
   ics_fault(r->err, ics_read_where(r, s->setting), ics_read_path(r, "neighbourhoods", what),
             W_NEIGHBOURHOOD_SUM, place_id(in, place), sum, whole);
}

/** Neighbourhoods: nothing is kept of them yet, but they must add up to the places. */
static ics_rc read_neighbourhoods(ics_reader *r, const config_setting_t *root)
{
   enum { FIXED = 4 };
   static const ics_column fixed[FIXED] = { { "neighbourhood", false, false },
                                            { "name", false, false },
                                            { "place", false, false },
                                            { "population", true, false } };
   const ics_instance *in = &r->draft->in;
   int width = in->nservices + 1;
   ics_column *columns = NULL;
   double *sums = NULL; /* [nplaces * width] population, then each need */
   sheet s;
   ICS_ALLOC(columns, r->scratch, FIXED + in->nservices, r->err);
   ICS_ALLOC(sums, r->scratch, (size_t)in->nplaces * (size_t)width, r->err);
   memcpy(columns, fixed, sizeof fixed);
   for (int k = 0; k < in->nservices; k++)
      columns[FIXED + k] = (ics_column){ service_id(in, k), true, false };
   ICS_TRY(read_sheet(r, root, "neighbourhoods", columns, FIXED + in->nservices, true, &s));
   if (!s.setting) return ICS_OK;
   for (int n = 0; n < s.table.nrecords; n++) {
      const ics_record *record = &s.table.records[n];
      int i = cell_ref(r, &s, n, 2, &ics_group_places);
      if (record->cells[0].given)
         (void)ics_read_id(r, record->cells[0].text, record->where, "neighbourhoods", true);
      for (int c = 0; i >= 0 && c < width; c++)
         sums[i * width + c] += record->cells[FIXED - 1 + c].number / (c ? s.labels.per : 1.0);
   }
   for (int i = 0; i < in->nplaces; i++) {
      check_sum(r, &s, i, path3(r, "places", place_id(in, i), "population"), "population",
                sums[i * width], in->places[i].population);
      for (int k = 0; k < in->nservices; k++)
         check_sum(r, &s, i, in->need[i * in->nservices + k].path, service_id(in, k),
                   sums[i * width + 1 + k], in->need[i * in->nservices + k].point);
   }
   return ICS_OK;
}

ics_rc ics_read_tables(ics_reader *r, const config_setting_t *root)
{
   ICS_TRY(read_need(r, root));
   ICS_TRY(read_funding(r, root));
   ICS_TRY(read_amounts(r, root));
   return read_neighbourhoods(r, root);
}
